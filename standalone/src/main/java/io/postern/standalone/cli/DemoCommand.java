package io.postern.standalone.cli;

import io.postern.standalone.CannotStart;
import io.postern.standalone.config.Endpoint;
import io.postern.standalone.demo.Demo;
import io.postern.standalone.demo.Invitation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code postern demo}. */
@Command(
    name = "demo",
    description = "Run the proxy on an embedded directory with sample users, and show what to try.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      converter = EndpointOption.class,
      defaultValue = "127.0.0.1:3128",
      description = "Where clients connect (default: ${DEFAULT-VALUE}); port 0: any.")
  private Endpoint listen = Endpoint.parse("127.0.0.1:3128");

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS:PORT",
      converter = EndpointOption.class,
      defaultValue = "127.0.0.1:9407",
      description = "Where metrics and health are (default: ${DEFAULT-VALUE}); port 0: any.")
  private Endpoint admin = Endpoint.parse("127.0.0.1:9407");

  private final Terminal terminal;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Running running = Running.untilSignal();
    try (Demo demo =
        Demo.start(listen.address(), admin.address(), Version.CURRENT, terminal.stdout())) {
      Invitation invitation = new Invitation(demo, terminal.environment());
      terminal.out().println(invitation.text());
      terminal.out().println(invitation.ready());
      terminal.out().flush();
      running.awaitEnd(demo.server().drain());
      return Exit.FINE;
    } catch (CannotStart why) {
      terminal.err().println("postern demo: " + why.getMessage());
      return Exit.FAILED;
    }
  }
}
