package io.postern.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS with one named server: the handshake fails unless the certificate is for that name or
 * address. The SDK's own verifier takes a certificate without the address when the server was
 * written as an address; the JDK's, which is used here, does not (RFC 4513 §3.1.3).
 */
final class NamedTls extends SSLSocketFactory {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLSocketFactory tls;
  private final String server;

  NamedTls(SSLSocketFactory tls, String server) {
    this.tls = tls;
    this.server = server;
  }

  /** For the SDK: {@code host} may be an address, the name checked is ours. */
  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    return over(plain);
  }

  /** Puts TLS over a connection, which is closed with it. */
  SSLSocket over(Socket plain) throws IOException {
    SSLSocket secure = (SSLSocket) tls.createSocket(plain, server, plain.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    parameters.setProtocols(PROTOCOLS);
    secure.setSSLParameters(parameters);
    return secure;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw onlyOver();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw onlyOver();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw onlyOver();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw onlyOver();
  }

  private static IOException onlyOver() {
    return new IOException("TLS is put over a connection that exists");
  }
}
