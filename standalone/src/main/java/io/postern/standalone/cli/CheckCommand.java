package io.postern.standalone.cli;

import io.postern.standalone.config.Config;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern check}. */
@Command(
    name = "check",
    description = "Check a configuration file, and whether the directory agrees with it.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Config loaded = config.load(terminal);
    if (loaded == null) {
      return Exit.USAGE;
    }
    terminal.out().println(config.file() + ": fine");
    return Exit.FINE;
  }
}
