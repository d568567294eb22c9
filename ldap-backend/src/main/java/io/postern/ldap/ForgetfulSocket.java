package io.postern.ldap;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * A socket that wipes what it has sent: the SDK collects each message in a buffer that lives as
 * long as the connection, and a bind's password with it.
 */
final class ForgetfulSocket extends Socket {
  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
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
}
