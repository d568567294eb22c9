package io.postern.standalone.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code postern version}. */
@Command(name = "version", description = "Show the version, the JDK and the transport in use.")
final class VersionCommand implements Runnable {
  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    PrintWriter out = terminal.out();
    out.println("postern " + Version.CURRENT);
    out.println("java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ')');
    out.println("system " + System.getProperty("os.name") + ' ' + System.getProperty("os.arch"));
    out.println("transport " + Version.transport());
  }
}
