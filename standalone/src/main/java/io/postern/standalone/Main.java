package io.postern.standalone;

import io.postern.standalone.cli.CommandRunner;
import io.postern.standalone.cli.SquidHelperClient;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** Where the program begins. */
public final class Main {
  private Main() {}

  static {
    // Netty would load all of the flight recorder for its events about buffers: a seventh of the
    // start. Who wants them says so on the JVM's command line.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals(SquidHelperClient.COMMAND)) {
      List<String> options = Arrays.asList(arguments).subList(1, arguments.length);
      if (SquidHelperClient.run(options)) {
        System.exit(0);
      }
    }
    System.exit(CommandRunner.main(arguments));
  }

  /** Runs a command as {@link #main} does, but returns its exit code. */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return CommandRunner.run(arguments, out, err);
  }
}
