package io.postern.ldap;

import io.postern.account.Deadline;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A look at the certificate that a server shows, whoever issued it. Nothing but the handshake is
 * sent: it ends as soon as the certificate is seen.
 */
final class CertificateGlance implements X509TrustManager {
  private static final int MOST_NAMES = 10;
  private static final Integer DNS_NAME = 2;
  private static final Integer IP_ADDRESS = 7;

  private volatile List<X509Certificate> seen = List.of();

  private CertificateGlance() {}

  /** The certificate; null if the server shows none. */
  static @Nullable X509Certificate at(
      Connector connector, ServerAddress server, Deadline deadline) {
    List<X509Certificate> chain = chainAt(connector, server, deadline);
    return chain.isEmpty() ? null : chain.get(0);
  }

  /** The certificate and those that lead to its issuer, as far as the server shows them. */
  static List<X509Certificate> chainAt(
      Connector connector, ServerAddress server, Deadline deadline) {
    CertificateGlance glance = new CertificateGlance();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {glance}, null);
      connector.open(server, context, deadline).close();
    } catch (GeneralSecurityException | Unanswered refused) {
      return glance.seen;
    }
    return glance.seen;
  }

  /** Whom it is for, who issued it and how long it is good. */
  static String describe(X509Certificate certificate, Instant now) {
    return "subject "
        + Printable.of(certificate.getSubjectX500Principal().getName())
        + ", for "
        + Printable.of(String.join(", ", names(certificate)))
        + ", issued by "
        + Printable.of(certificate.getIssuerX500Principal().getName())
        + ", good until "
        + certificate.getNotAfter().toInstant()
        + " ("
        + daysLeft(certificate, now)
        + " days)";
  }

  static long daysLeft(X509Certificate certificate, Instant now) {
    return Duration.between(now, certificate.getNotAfter().toInstant()).toDays();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    seen = List.of(chain);
    throw new CertificateException("only looking");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("we are no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        boolean ofHost = DNS_NAME.equals(name.get(0)) || IP_ADDRESS.equals(name.get(0));
        if (ofHost && names.size() < MOST_NAMES) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateException unreadable) {
      return List.of("unreadable names");
    }
    return names.isEmpty() ? List.of("no name") : names;
  }
}
