package io.postern.ldap;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a server's certificate was refused, and what to do.
 *
 * @param what for the log
 * @param fix for an administrator
 */
record CertificateProblem(String what, String fix) {

  /** Reads the JDK's reason, which says it by a class or by words. */
  static CertificateProblem of(Throwable refusal) {
    @Nullable CertificateProblem problem = null;
    Throwable deepest = refusal;
    for (Throwable at = refusal; at != null; at = at.getCause()) {
      deepest = at;
      problem = problem != null ? problem : known(at);
    }
    return problem != null
        ? problem
        : new CertificateProblem(
            Printable.of(deepest.getMessage()), "have the server's certificate issued anew");
  }

  @Override
  public String toString() {
    return "its certificate is refused: " + what;
  }

  private static @Nullable CertificateProblem known(Throwable refusal) {
    String words = String.valueOf(refusal.getMessage());
    if (refusal instanceof CertificateExpiredException) {
      return new CertificateProblem(
          "it has expired (" + Printable.of(words) + ")", "renew the server's certificate");
    }
    if (refusal instanceof CertificateNotYetValidException) {
      return new CertificateProblem(
          "it is not valid yet (" + Printable.of(words) + ")",
          "set the clocks of this machine and of the server");
    }
    if (refusal instanceof CertPathBuilderException) {
      return new CertificateProblem(
          "nobody whom we trust has issued it",
          "set directory.tls.ca-file to the certificate of the authority that issued it");
    }
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.startsWith("no subject alternative") || lower.startsWith("no name matching")) {
      return new CertificateProblem(
          "it is for another name (" + Printable.of(words) + ")",
          "write the server as its certificate names it");
    }
    if (lower.startsWith("signature does not match") || lower.contains("signature check failed")) {
      return new CertificateProblem(
          "it was signed with another key than the authority's of that name in ca-file",
          "set directory.tls.ca-file to the authority's present certificate");
    }
    return null;
  }
}
