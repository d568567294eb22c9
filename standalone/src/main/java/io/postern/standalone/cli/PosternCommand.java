package io.postern.standalone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** {@code postern}: what there is. */
@Command(
    name = "postern",
    description = "Authenticates the users of an HTTP proxy against Active Directory or LDAP.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Try it, with nothing else installed:   postern demo",
      "More about one of them:                postern COMMAND --help"
    })
final class PosternCommand implements Runnable {
  private final Terminal terminal;

  private PosternCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command line with all commands, in the order that the help shows. */
  static CommandLine on(Terminal terminal) {
    CommandLine all =
        new CommandLine(new PosternCommand(terminal))
            .addSubcommand(new DemoCommand(terminal))
            .addSubcommand(new InitCommand(terminal))
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new CheckCommand(terminal))
            .addSubcommand(new LoginCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal))
            .addSubcommand(new WhoLocksCommand(terminal))
            .addSubcommand(new SquidHelperCommand(terminal))
            .addSubcommand(new RehearseCommand(terminal))
            .addSubcommand(new VersionCommand(terminal));
    addHelp(all);
    all.getSubcommands().values().forEach(PosternCommand::addHelp);
    return all;
  }

  @Override
  public void run() {
    on(terminal).usage(terminal.out());
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build());
  }
}
