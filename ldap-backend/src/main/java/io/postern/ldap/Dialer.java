package io.postern.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens the one socket of a connection and can cut it off. The SDK asks for it on a thread of its
 * own.
 */
final class Dialer extends SocketFactory {
  private final Duration connectTimeout;
  private final @Nullable NamedTls tls;
  private volatile boolean cut;
  private volatile @Nullable Socket socket;

  /**
   * Makes a dialer.
   *
   * @param tls what to put over the connection at once; null: nothing yet
   */
  Dialer(Duration connectTimeout, @Nullable NamedTls tls) {
    this.connectTimeout = connectTimeout;
    this.tls = tls;
  }

  /** Ends the connection, whatever anybody is doing with it. Does not block. */
  void cut() {
    cut = true;
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyBroken) {
        return;
      }
    }
  }

  boolean isCut() {
    return cut;
  }

  /** The SDK tries this first, and falls back to the one below, which alone knows the timeout. */
  @Override
  public Socket createSocket() throws IOException {
    throw new SocketException("not without an address");
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    Socket plain = tls == null ? new ForgetfulSocket() : new Socket();
    socket = plain;
    try {
      plain.connect(
          new InetSocketAddress(address, port), Math.toIntExact(connectTimeout.toMillis()));
      if (cut) {
        throw new SocketException("too late");
      }
      return tls == null ? plain : tls.createSocket(plain, address.getHostAddress(), port, true);
    } catch (IOException | RuntimeException failed) {
      plain.close();
      throw failed;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket();
  }
}
