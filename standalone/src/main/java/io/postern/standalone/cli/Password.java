package io.postern.standalone.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks for a password. */
final class Password {
  private Password() {}

  /**
   * Reads a password from the standard input's first line, or asks for it on the terminal.
   *
   * @param command who asks, for what the terminal is told
   * @return in UTF-8; null if there is none, which {@code terminal} has then been told
   */
  static byte @Nullable [] read(Terminal terminal, String command, String user, boolean fromInput) {
    byte[] password = fromInput ? line(terminal, command) : ask(terminal, command, user);
    if (password != null && password.length == 0) {
      terminal.err().println(command + ": the password is empty");
      return null;
    }
    return password;
  }

  private static byte @Nullable [] ask(Terminal terminal, String command, String user) {
    Console console = System.console();
    if (console == null) {
      terminal.err().println(command + ": there is no terminal to ask on: use --password-stdin");
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

  private static byte @Nullable [] line(Terminal terminal, String command) {
    try {
      return terminal.line();
    } catch (IOException unreadable) {
      terminal.err().println(command + ": the standard input cannot be read");
      return null;
    }
  }
}
