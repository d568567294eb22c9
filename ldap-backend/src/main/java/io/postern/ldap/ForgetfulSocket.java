package io.postern.ldap;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket that wipes what it has sent: the SDK collects each message in a buffer that lives as
 * long as the connection, and a bind's password with it. TLS, where there is to be any at once,
 * runs inside, since the JDK's own TLS sockets leave that buffer as it is; after StartTLS the SDK
 * has no such buffer.
 */
final class ForgetfulSocket extends Socket {
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile @Nullable SSLSocket tls;

  /** Agrees on TLS over the connection, which from here on carries nothing else. */
  void secure(NamedTls by) throws IOException {
    SSLSocket secure = by.over(this);
    tls = secure;
    secure.startHandshake();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    SSLSocket inside = tls;
    return inside == null ? super.getInputStream() : inside.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    SSLSocket inside = tls;
    return new FilterOutputStream(
        inside == null ? super.getOutputStream() : inside.getOutputStream()) {
      @Override
      public void write(byte[] octets, int from, int length) throws IOException {
        try {
          out.write(octets, from, length);
        } finally {
          Arrays.fill(octets, from, from + length, (byte) 0);
        }
      }
    };
  }

  /** Ends the connection without the goodbye of TLS. Does not block. */
  void cut() throws IOException {
    ending.set(true);
    super.close();
  }

  @Override
  public void close() throws IOException {
    SSLSocket inside = tls;
    if (inside == null || ending.getAndSet(true)) {
      super.close();
    } else {
      inside.close(); // which closes this one in turn
    }
  }
}
