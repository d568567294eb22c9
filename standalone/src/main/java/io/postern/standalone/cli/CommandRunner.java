package io.postern.standalone.cli;

import io.postern.standalone.config.Spelling;
import io.postern.standalone.log.LogSetup;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs what was typed and says how it ended. */
public final class CommandRunner {
  /** Commands whose output is the answer to a question, and no log. */
  private static final Set<String> ANSWERING = Set.of("init", "check", "login");

  private CommandRunner() {}

  /** The program itself: returns its exit code when the command has ended. */
  public static int main(String[] arguments) {
    if (arguments.length > 0 && ANSWERING.contains(arguments[0])) {
      LogSetup.beQuiet();
    }
    return run(arguments, Terminal.system());
  }

  /** Runs a command that reads and writes here. */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            out,
            err,
            Map.of(),
            false);
    return run(arguments, terminal);
  }

  static int run(String[] arguments, Terminal terminal) {
    int exit;
    try {
      RunCommand plain = RunCommand.plain(arguments, terminal);
      exit = plain == null ? parse(arguments, terminal) : plain.call();
    } catch (RuntimeException | Error defect) {
      // An Error too: event loops are no daemons, they would go on without the rest.
      exit = defect(defect, terminal.err());
    }
    terminal.out().flush();
    terminal.err().flush();
    return exit;
  }

  private static int parse(String[] arguments, Terminal terminal) {
    return PosternCommand.on(terminal)
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(90)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setParameterExceptionHandler(CommandRunner::usageError)
        .setExecutionExceptionHandler((why, command, parsed) -> defect(why, command.getErr()))
        .execute(arguments);
  }

  private static int usageError(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + said(mistake));
    return Exit.USAGE;
  }

  private static String said(ParameterException mistake) {
    String message = String.valueOf(mistake.getMessage());
    if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
      return message.lines().findFirst().orElse(message);
    }
    CommandLine command = mistake.getCommandLine();
    String typed = unmatched.getUnmatched().get(0);
    boolean option = typed.startsWith("-");
    Set<String> names =
        option ? command.getCommandSpec().optionsMap().keySet() : command.getSubcommands().keySet();
    String meant = Spelling.nearest(typed, names);
    return "there is no "
        + (option ? "option" : command.getParent() == null ? "command" : "argument")
        + " \""
        + typed
        + '"'
        + (meant == null ? ": --help shows what there is" : ": did you mean " + meant + '?');
  }

  private static int defect(Throwable defect, PrintWriter err) {
    err.println("postern: this is a defect in Postern, please report it:");
    defect.printStackTrace(err);
    return Exit.FAILED;
  }
}
