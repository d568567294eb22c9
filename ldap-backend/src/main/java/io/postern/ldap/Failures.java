package io.postern.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.postern.spi.Outcome.Cause;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What it means when a server does not answer. None of it says anything about a user. */
final class Failures {
  private Failures() {}

  /** TCP or TLS did not come about. */
  static Unanswered connecting(ServerAddress server, LdapLink link, LDAPException failure) {
    CertificateProblem problem = certificateProblem(failure);
    if (problem != null) {
      return Unanswered.by(server, Cause.MISCONFIGURED, problem + "; " + problem.fix(), failure);
    }
    Throwable tls = find(failure, SSLException.class::isInstance);
    if (tls != null && find(failure, Failures::isBrokenConnection) == null && !link.wasCutOff()) {
      return Unanswered.by(
          server,
          Cause.MISCONFIGURED,
          "TLS could not be agreed on (" + Printable.of(tls.getMessage()) + ")",
          failure);
    }
    if (failure.getResultCode().equals(ResultCode.CONNECT_ERROR)) {
      boolean late =
          link.wasCutOff() || find(failure, SocketTimeoutException.class::isInstance) != null;
      return late
          ? Unanswered.by(
              server, Cause.TIMEOUT, "no connection to it within connect-timeout", failure)
          : Unanswered.by(server, Cause.UNREACHABLE, "it takes no connection", failure);
    }
    if (isClientSide(failure.getResultCode())) {
      return exchanging(server, link, failure);
    }
    return Unanswered.by(
        server,
        Cause.MISCONFIGURED,
        "it refuses StartTLS (result " + failure.getResultCode().intValue() + "); use ldaps",
        failure);
  }

  /** A connection broke, or an answer did not come or was none. */
  static Unanswered exchanging(ServerAddress server, LdapLink link, LDAPException failure) {
    if (link.isSpoiled() || failure.getResultCode().equals(ResultCode.DECODING_ERROR)) {
      return Unanswered.by(
          server, Cause.DIRECTORY_ERROR, "its answer is not what LDAP allows", failure);
    }
    if (link.wasCutOff() || failure.getResultCode().equals(ResultCode.TIMEOUT)) {
      return Unanswered.by(server, Cause.TIMEOUT, "it does not answer in time", failure);
    }
    return Unanswered.by(server, Cause.UNREACHABLE, "it closed the connection", failure);
  }

  /** The reason if a certificate was refused; else null. */
  static @Nullable CertificateProblem certificateProblem(Throwable failure) {
    Throwable refusal = find(failure, GeneralSecurityException.class::isInstance);
    return refusal == null ? null : CertificateProblem.of(refusal);
  }

  static Unanswered noAddress(ServerAddress server, UnknownHostException unknown) {
    return Unanswered.by(
        server, Cause.UNREACHABLE, "its name has no address in DNS, or DNS is down", unknown);
  }

  static Unanswered tlsFiles(ServerAddress server, TlsSettings tls, Exception unusable) {
    return Unanswered.by(
        server,
        Cause.MISCONFIGURED,
        "ca-file or client certificate cannot be used: "
            + tls.caFile()
            + " ("
            + Printable.of(unusable.getMessage())
            + ")",
        unusable);
  }

  /** Whether the SDK made the code up (RFC 1823 numbers them from 81), not the server. */
  static boolean isClientSide(ResultCode code) {
    return code.isClientSideResultCode();
  }

  private static boolean isBrokenConnection(Throwable failure) {
    return failure instanceof EOFException
        || failure instanceof SocketException
        || failure instanceof SocketTimeoutException;
  }

  private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (wanted.test(at)) {
        return at;
      }
      at = at.getCause();
    }
    return null;
  }
}
