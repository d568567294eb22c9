package io.postern.standalone;

import io.postern.standalone.cli.CommandRunner;
import java.io.PrintWriter;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(CommandRunner.main(arguments));
  }

  /** Runs a command as {@link #main} does, but returns its exit code. */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return CommandRunner.run(arguments, out, err);
  }
}
