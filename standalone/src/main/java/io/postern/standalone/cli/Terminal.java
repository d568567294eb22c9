package io.postern.standalone.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Where a command reads and writes.
 *
 * @param stdout the standard output as octets
 * @param out the standard output as text
 * @param colours whether the output may have them
 */
record Terminal(
    InputStream in,
    OutputStream stdout,
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    boolean colours) {
  private static final int LONGEST_LINE = 4_096;

  /** The program's own. */
  static Terminal system() {
    Console console = System.console();
    Charset charset = console == null ? StandardCharsets.UTF_8 : console.charset();
    Map<String, String> environment = System.getenv();
    boolean colours =
        console != null
            && !environment.containsKey("NO_COLOR") // no-color.org
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(
        System.in,
        System.out,
        writer(System.out, charset),
        writer(System.err, charset),
        environment,
        colours);
  }

  /** This terminal with another input. */
  Terminal reading(InputStream other) {
    return new Terminal(other, stdout, out, err, environment, colours);
  }

  /** The next line of the input without its end; empty at the end of the input. */
  byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read();
        octet >= 0 && octet != '\n' && line.size() < LONGEST_LINE;
        octet = in.read()) {
      line.write(octet);
    }
    byte[] octets = line.toByteArray();
    int end = octets.length;
    return end > 0 && octets[end - 1] == '\r' ? Arrays.copyOf(octets, end - 1) : octets;
  }

  String green(String text) {
    return colours ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  String yellow(String text) {
    return colours ? "\u001b[33m" + text + "\u001b[0m" : text;
  }

  String red(String text) {
    return colours ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  private static PrintWriter writer(PrintStream stream, Charset charset) {
    return new PrintWriter(stream, true, charset);
  }
}
