package io.postern.standalone.cli;

import io.postern.standalone.config.Config;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that shows a page of the server that runs. */
abstract class AskCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  private final Terminal terminal;

  AskCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Where the page is. */
  abstract String path();

  /** What is asked about. */
  abstract String name();

  @Override
  public Integer call() {
    Config loaded = config.load(terminal);
    if (loaded == null) {
      return Exit.USAGE;
    }
    AdminClient client = new AdminClient(loaded.admin().listen(), loaded.admin().tls());
    HttpResponse<String> answer = client.get(path(), name(), json);
    if (answer == null) {
      terminal
          .err()
          .println(
              config.file()
                  + ": admin.listen: nobody answers on "
                  + client.origin()
                  + ": is postern running?");
      return Exit.FAILED;
    }
    boolean found = answer.statusCode() == 200;
    (found ? terminal.out() : terminal.err()).print(answer.body());
    return found ? Exit.FINE : Exit.FAILED;
  }
}
