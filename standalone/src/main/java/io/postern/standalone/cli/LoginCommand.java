package io.postern.standalone.cli;

import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.standalone.Login;
import io.postern.standalone.config.Config;
import io.postern.standalone.config.Endpoint;
import io.postern.standalone.explain.Explanation;
import io.postern.standalone.explain.Facts;
import io.postern.standalone.explain.FactsText;
import io.postern.standalone.explain.NameForm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern login}. */
@Command(
    name = "login",
    description = "Make the real decision about a user once, and tell how it came about.")
final class LoginCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "USER", description = "In any form that can be typed to sign in.")
  private String user = "";

  @Option(names = "--password-stdin", description = "Read the password from the standard input.")
  private boolean fromInput;

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      converter = EndpointOption.class,
      description = "Where the user would go, for the access rules.")
  private @Nullable Endpoint to;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  private final Terminal terminal;

  LoginCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Config loaded = config.load(terminal);
    if (loaded == null) {
      return Exit.USAGE;
    }
    byte[] password = Password.read(terminal, "postern login", user, fromInput);
    if (password == null) {
      return Exit.USAGE;
    }
    AuthRequest.Target target = to == null ? null : new AuthRequest.Target(to.host(), to.port());
    Explanation explanation = Login.decide(loaded, user, password, target);
    Arrays.fill(password, (byte) 0);
    Decision decision = explanation.decision();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("typed", user + " (" + NameForm.of(user) + ')');
    facts.putAll(Facts.of(explanation));
    if (json) {
      terminal.out().print(FactsText.json(facts));
    } else {
      terminal.out().println(decision.handle(new Headline(terminal)));
      terminal.out().print(FactsText.table(facts));
    }
    return decision.handle(Headline.EXIT);
  }
}
