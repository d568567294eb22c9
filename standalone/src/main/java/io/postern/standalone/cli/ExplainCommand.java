package io.postern.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code postern explain}. */
@Command(
    name = "explain",
    description = "Tell why something was decided, by the id on the page or in the log.")
final class ExplainCommand extends AskCommand {
  @Parameters(paramLabel = "DECISION-ID", description = "Twelve digits and letters.")
  private String id = "";

  ExplainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  String path() {
    return "/decisions/";
  }

  @Override
  String name() {
    return id;
  }
}
