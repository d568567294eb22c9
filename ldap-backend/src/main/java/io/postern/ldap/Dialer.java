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
  private volatile @Nullable ForgetfulSocket socket;

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
    ForgetfulSocket open = socket;
    if (open != null) {
      try {
        open.cut();
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
    ForgetfulSocket made = new ForgetfulSocket();
    socket = made;
    try {
      made.connect(
          new InetSocketAddress(address, port), Math.toIntExact(connectTimeout.toMillis()));
      if (cut) {
        throw new SocketException("too late");
      }
      if (tls != null) {
        made.secure(tls);
      }
      return made;
    } catch (IOException | RuntimeException failed) {
      made.cut();
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
