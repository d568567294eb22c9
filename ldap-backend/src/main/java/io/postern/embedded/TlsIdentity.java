package io.postern.embedded;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's private key and its certificate, which it signed itself. Immutable. */
public final class TlsIdentity {
  private static final OID SUBJECT_ALTERNATIVE_NAME = new OID("2.5.29.17");
  private static final byte DNS_NAME = (byte) 0x82;
  private static final byte IP_ADDRESS = (byte) 0x87;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final char[] NO_PASSWORD = {};

  private final PrivateKey key;
  private final X509Certificate certificate;

  private TlsIdentity(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** One that is valid for a year from yesterday, for these names and 127.0.0.1. */
  public static TlsIdentity selfSigned(String... hostNames) {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    return selfSigned(yesterday, yesterday.plus(Duration.ofDays(366)), hostNames);
  }

  /** One that is valid from {@code start} to {@code end}, for these names and 127.0.0.1. */
  public static TlsIdentity selfSigned(Instant start, Instant end, String... hostNames) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] der =
          com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(
                  SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                  pair,
                  new DN(new RDN("CN", hostNames[0])),
                  start.toEpochMilli(),
                  end.toEpochMilli(),
                  alternativeNames(hostNames))
              .getX509CertificateBytes();
      return new TlsIdentity(pair.getPrivate(), certificate(der));
    } catch (GeneralSecurityException | CertException impossible) {
      throw new IllegalStateException("cannot make a certificate", impossible);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate as PEM: what a client puts into its list of trusted certificates. */
  public String certificatePem() {
    return pem("CERTIFICATE", encodedCertificate());
  }

  /** The private key as PEM (PKCS #8). */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Key and certificate as a key store, for servers that want one. */
  public KeyStore keyStore(char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("server", key, password, new Certificate[] {certificate});
      return store;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("cannot store our own certificate", impossible);
    }
  }

  /** A context for server sockets that presents this identity. */
  public SSLContext serverContext() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(NO_PASSWORD), NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot use our own certificate", impossible);
    }
  }

  private static X509CertificateExtension alternativeNames(String... hostNames) {
    List<ASN1Element> names = new ArrayList<>();
    for (String hostName : hostNames) {
      names.add(new ASN1Element(DNS_NAME, hostName.getBytes(StandardCharsets.US_ASCII)));
    }
    names.add(new ASN1Element(IP_ADDRESS, LOOPBACK));
    return new X509CertificateExtension(
        SUBJECT_ALTERNATIVE_NAME, false, new ASN1Sequence(names).encode());
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private byte[] encodedCertificate() {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a certificate that was read has its octets", impossible);
    }
  }

  private static String pem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }
}
