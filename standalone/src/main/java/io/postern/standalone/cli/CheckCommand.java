package io.postern.standalone.cli;

import io.postern.ldap.LdapDoctor;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapDoctor.Step;
import io.postern.standalone.ShieldCheck;
import io.postern.standalone.config.Config;
import io.postern.standalone.explain.FactsText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern check}. */
@Command(
    name = "check",
    description = "Check a configuration file, and step by step the way to the directory.")
final class CheckCommand implements Callable<Integer> {
  private static final int NAME_COLUMN = 36;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

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
    List<Step> steps = new ArrayList<>();
    show(steps, new Step("configuration", Result.OK, config.file() + " is well-formed", null));
    LdapDoctor.examine(loaded.directory(), step -> show(steps, step));
    ShieldCheck.of(loaded).forEach(step -> show(steps, step));
    if (json) {
      terminal.out().print(FactsText.json(steps.stream().map(CheckCommand::facts).toList()));
    } else {
      terminal.out().println(summary(steps));
    }
    return count(steps, Result.FAIL) > 0 ? Exit.UNREACHABLE : Exit.FINE;
  }

  /** Shows a step as soon as it is done: some of them take seconds. */
  private void show(List<Step> steps, Step step) {
    steps.add(step);
    if (json) {
      return;
    }
    String padding = " ".repeat(Math.max(1, NAME_COLUMN - step.name().length()));
    terminal.out().println(mark(step.result()) + "  " + step.name() + padding + step.finding());
    if (step.fix() != null) {
      terminal.out().println(" ".repeat(6 + NAME_COLUMN) + "→ " + step.fix());
    }
  }

  private String mark(Result result) {
    return switch (result) {
      case OK -> terminal.green("ok  ");
      case WARN -> terminal.yellow("warn");
      case FAIL -> terminal.red("FAIL");
    };
  }

  private static String summary(List<Step> steps) {
    long failed = count(steps, Result.FAIL);
    long warned = count(steps, Result.WARN);
    if (failed > 0) {
      return failed == 1 ? "One step failed." : failed + " steps failed.";
    }
    return warned == 0
        ? "All is well."
        : "It works; " + (warned == 1 ? "one step" : warned + " steps") + " could be better.";
  }

  private static long count(List<Step> steps, Result result) {
    return steps.stream().filter(step -> step.result() == result).count();
  }

  private static Map<String, Object> facts(Step step) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("step", step.name());
    facts.put("result", step.result().label());
    facts.put("finding", step.finding());
    if (step.fix() != null) {
      facts.put("fix", step.fix());
    }
    return facts;
  }
}
