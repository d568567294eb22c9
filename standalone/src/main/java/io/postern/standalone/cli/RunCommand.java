package io.postern.standalone.cli;

import io.postern.netty.ProxySettings;
import io.postern.standalone.CannotStart;
import io.postern.standalone.Server;
import io.postern.standalone.Signals;
import io.postern.standalone.Surroundings;
import io.postern.standalone.Wiring;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.config.Endpoint;
import io.postern.standalone.log.LogSetup;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern run}. */
@Command(name = "run", description = "Run the proxy, and the other listeners that the file names.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final Marker STARTED = MarkerFactory.getMarker("started");

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = {"-v", "--verbose"},
      description = "Log what is done in detail.")
  private boolean verbose;

  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * What is nearly always typed, {@code run --config FILE}, read without the library that reads
   * command lines: to load that takes as long as to open all listeners, and the JDK archives no
   * classes as old as its are.
   *
   * @return null if the library had better look at it
   */
  static @Nullable RunCommand plain(String[] arguments, Terminal terminal) {
    if (arguments.length != 3
        || !arguments[0].equals("run")
        || !List.of("-c", "--config").contains(arguments[1])
        || arguments[2].startsWith("-")) {
      return null;
    }
    RunCommand run = new RunCommand(terminal);
    run.config = ConfigOption.of(Path.of(arguments[2]));
    return run;
  }

  @Override
  public Integer call() {
    if (verbose) {
      LogSetup.beVerbose();
    }
    ConfigFile.Loaded loaded = config.loaded(terminal);
    if (loaded == null) {
      return Exit.USAGE;
    }
    Running running = Running.untilSignal();
    Surroundings surroundings =
        new Surroundings(
            Version.CURRENT, terminal.stdout(), () -> config.read(terminal), pages -> {});
    try (Server server = Wiring.start(loaded, surroundings)) {
      Signals.on("HUP", server::reload);
      LOG.info(
          STARTED,
          "postern {} accepts clients on {}; admin on {}://{}/; transport {}",
          Version.CURRENT,
          clients(server, loaded.config().proxy()),
          loaded.config().admin().tls() == null ? "http" : "https",
          Endpoint.of(server.adminAddress()),
          server.transport());
      running.awaitEnd(server.drain());
      return Exit.FINE;
    } catch (CannotStart why) {
      terminal.err().println(config.file() + ": " + why.getMessage());
      return Exit.FAILED;
    }
  }

  /** Where clients come in, as the configuration would say it. */
  private static String clients(Server server, ProxySettings settings) {
    return Stream.concat(
            server.proxyAddresses().stream().map(address -> Endpoint.of(address).toString()),
            settings.listen().stream()
                .filter(UnixDomainSocketAddress.class::isInstance)
                .map(file -> "unix:" + file))
        .collect(Collectors.joining(", "));
  }
}
