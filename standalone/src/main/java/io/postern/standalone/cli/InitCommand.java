package io.postern.standalone.cli;

import io.postern.standalone.init.FirstConfig;
import io.postern.standalone.init.NewFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern init}. */
@Command(
    name = "init",
    description = "Find out what there is to know of a domain, and write a first configuration.",
    footer = {"", "What no option says is asked. With --yes nothing is: then it has its default."})
final class InitCommand implements Callable<Integer> {
  @Mixin private final InitOptions options = new InitOptions();
  private final Terminal terminal;

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (Files.exists(options.file) && !options.force) {
      return fail(options.file + " is there already: --force replaces it");
    }
    Prompt prompt = new Prompt(terminal, options.silent);
    NewFiles files = new NewFiles(options.file, options.force);
    try {
      FirstConfig config = new Interview(options, files, terminal, prompt).hold();
      if (config == null) {
        return Exit.UNREACHABLE;
      }
      files.write(config.yaml());
      terminal.out().println("\nWrote " + options.file + ". Checking it:");
      int exit =
          CommandRunner.run(new String[] {"check", "--config", options.file.toString()}, terminal);
      return exit == Exit.FINE ? login(prompt, config.listen()) : exit;
    } catch (IOException cannotWrite) {
      return fail(String.valueOf(cannotWrite.getMessage()));
    } catch (IllegalArgumentException wrong) {
      return fail(String.valueOf(wrong.getMessage()));
    }
  }

  /** Tries a login with what has been written. */
  private int login(Prompt prompt, String listen) throws IOException {
    String user = prompt.ask("\nA user to try (empty: none)", options.user, "");
    int exit = Exit.FINE;
    if (!user.isBlank()) {
      byte[] password =
          options.userPasswordFile != null
              ? Files.readAllBytes(options.userPasswordFile)
              : prompt.password(user);
      exit =
          password == null
              ? Exit.USAGE
              : CommandRunner.run(
                  new String[] {
                    "login", "--config", options.file.toString(), "--password-stdin", user
                  },
                  terminal.reading(new ByteArrayInputStream(password)));
    }
    String proxy = listen.replace("0.0.0.0", "localhost");
    terminal.out().println("\nRun it:     postern run --config " + options.file);
    terminal.out().println("Go through: curl -x http://" + proxy + " -U NAME https://example.com/");
    return exit;
  }

  private int fail(String why) {
    terminal.err().println("postern init: " + why);
    return Exit.USAGE;
  }
}
