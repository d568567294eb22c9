package io.postern.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code postern who-locks}. */
@Command(
    name = "who-locks",
    description = "Tell who sends wrong passwords for a user, and what was decided lately.")
final class WhoLocksCommand extends AskCommand {
  @Parameters(paramLabel = "USER", description = "In any form that can be typed to sign in.")
  private String user = "";

  WhoLocksCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  String path() {
    return "/users/";
  }

  @Override
  String name() {
    return user;
  }
}
