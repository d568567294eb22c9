package io.postern.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/**
 * The listener's side of TLS. The JDK's key manager chooses the certificate by the server name that
 * the client asks for, so no handler of ours parses a ClientHello. Thread-safe.
 */
final class TlsListener {
  private static final char[] NO_PASSWORD = {};

  private final List<Inbound.Certificate> certificates;
  private final Duration handshake;
  private volatile SslContext context;

  private TlsListener(
      List<Inbound.Certificate> certificates, Duration handshake, SslContext context) {
    this.certificates = certificates;
    this.handshake = handshake;
    this.context = context;
  }

  /**
   * Reads the certificates.
   *
   * @throws IOException if one cannot be used; its message names the file
   */
  static TlsListener read(List<Inbound.Certificate> certificates, Duration handshake)
      throws IOException {
    return new TlsListener(certificates, handshake, context(certificates));
  }

  /**
   * Reads the certificates again, for connections from now on.
   *
   * @throws IOException if one cannot be used; then nothing has changed
   */
  void reload() throws IOException {
    context = context(certificates);
  }

  SslHandler handler(Channel channel) {
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(handshake.toMillis());
    return handler;
  }

  private static SslContext context(List<Inbound.Certificate> certificates) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        add(keys, i, certificates.get(i));
      }
      // Of the JDK's two key managers, the one that looks at the server name.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
      factory.init(keys, NO_PASSWORD);
      return SslContextBuilder.forServer(factory)
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  "http/1.1"))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static void add(KeyStore keys, int number, Inbound.Certificate certificate)
      throws IOException {
    try {
      PrivateKey key = PemKey.read(certificate.key());
      Certificate[] chain = chain(certificate.chain());
      keys.setKeyEntry("key" + number, key, NO_PASSWORD, chain);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "cannot use "
              + certificate.chain()
              + " with "
              + certificate.key()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException("there is no certificate");
      }
      return chain;
    }
  }
}
