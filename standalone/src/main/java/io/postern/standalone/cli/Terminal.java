package io.postern.standalone.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
