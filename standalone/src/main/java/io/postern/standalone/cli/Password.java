package io.postern.standalone.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks for a password. */
final class Password {
  private static final int MAXIMUM_OCTETS = 4_096;

  private Password() {}

  /**
   * Reads a password from the standard input's first line, or asks for it on the terminal.
   *
   * @return in UTF-8; null if there is none, which {@code terminal} has then been told
   */
  static byte @Nullable [] read(Terminal terminal, String user, boolean fromInput) {
    byte[] password = fromInput ? line(terminal) : ask(terminal, user);
    if (password != null && password.length == 0) {
      terminal.err().println("postern login: the password is empty");
      return null;
    }
    return password;
  }

  private static byte @Nullable [] ask(Terminal terminal, String user) {
    Console console = System.console();
    if (console == null) {
      terminal.err().println("postern login: there is no terminal to ask on: use --password-stdin");
      return null;
    }
    char[] typed = console.readPassword("Password of %s: ", user);
    if (typed == null) {
      return new byte[0];
    }
    ByteBuffer octets = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    byte[] password = Arrays.copyOf(octets.array(), octets.limit());
    Arrays.fill(octets.array(), (byte) 0);
    Arrays.fill(typed, '\0');
    return password;
  }

  private static byte @Nullable [] line(Terminal terminal) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int octet = terminal.in().read();
          octet >= 0 && octet != '\n' && line.size() < MAXIMUM_OCTETS;
          octet = terminal.in().read()) {
        line.write(octet);
      }
    } catch (IOException unreadable) {
      terminal.err().println("postern login: the standard input cannot be read");
      return null;
    }
    byte[] password = line.toByteArray();
    int end = password.length;
    return end > 0 && password[end - 1] == '\r' ? Arrays.copyOf(password, end - 1) : password;
  }
}
