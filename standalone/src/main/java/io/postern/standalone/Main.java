package io.postern.standalone;

import io.postern.standalone.cli.CommandRunner;
import io.postern.standalone.cli.SquidHelperClient;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** Where the program begins. */
public final class Main {
  private Main() {}

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
