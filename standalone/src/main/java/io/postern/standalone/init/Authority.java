package io.postern.standalone.init;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The certificate to trust, of those that a server shows: the one nearest to its root. */
public record Authority(X509Certificate certificate) {

  /** The authority of a chain that begins with the server's own certificate. */
  public static Authority of(List<X509Certificate> chain) {
    return new Authority(chain.get(chain.size() - 1));
  }

  /** What an operator must know before trusting it. */
  public List<String> describe() {
    String subject = certificate.getSubjectX500Principal().getName();
    String issuer = certificate.getIssuerX500Principal().getName();
    List<String> lines = new ArrayList<>();
    lines.add("This machine does not trust the certificates of the domain controllers.");
    if (isAuthority()) {
      lines.add("They come from  " + subject);
    } else {
      lines.add("The server shows no more than its own, " + subject + ",");
      lines.add("issued by " + issuer + ": better get that one, and give it with --ca-file.");
    }
    lines.add("SHA-256         " + fingerprint());
    return lines;
  }

  private boolean isAuthority() {
    return certificate.getBasicConstraints() >= 0
        || certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Its SHA-256 fingerprint, as openssl and browsers show it. */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was read has its octets", impossible);
    }
  }

  /** Whether {@code typed} is its fingerprint, however it is punctuated. */
  public boolean hasFingerprint(String typed) {
    return typed.replaceAll("[^0-9A-Fa-f]", "").equalsIgnoreCase(fingerprint().replace(":", ""));
  }

  /** In PEM. */
  public String pem() {
    try {
      byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
      String text = Base64.getMimeEncoder(64, lineEnd).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was read has its octets", impossible);
    }
  }
}
