package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Squid with the configuration and the pages that we ship. */
record SquidFront(int port, PeerProcess process, EchoOrigin origin) implements ProgramFront {
  private static final Path TEMPLATES = Path.of("/usr/share/squid/errors/templates");

  static SquidFront start(Path folder, SharedPostern postern, EchoOrigin origin)
      throws IOException {
    return start(folder, postern, origin, "");
  }

  /**
   * Starts it.
   *
   * @param more lines of squid.conf before ours
   */
  static SquidFront start(Path folder, SharedPostern postern, EchoOrigin origin, String more)
      throws IOException {
    Peers.require("squid");
    SharedPostern.open(folder);
    Path pages = SharedPostern.open(folder.resolve("errors"));
    copyTemplates(pages);
    for (String page : new String[] {"ERR_POSTERN_REFUSED", "ERR_POSTERN_UNAVAILABLE"}) {
      Shipped.copy("squid/" + page, pages, Map.of());
    }
    Path ours =
        Shipped.copy(
            "squid/postern.conf",
            folder,
            Map.of(
                "/usr/bin/postern", postern.command.toString(),
                "/etc/postern/postern.yaml", postern.config.toString()));
    int port = PeerProcess.freePort();
    Path config =
        Shipped.write(
            folder.resolve("squid.conf"),
            String.join(
                "\n",
                "http_port 127.0.0.1:" + port,
                "error_directory " + pages,
                "pid_filename none",
                "logformat notes %ts %un %>Hs %note{authstate_} %note{decision_} %note{group}",
                "access_log stdio:" + folder.resolve("access.log") + " notes",
                "cache_log " + folder.resolve("cache.log"),
                "coredump_dir " + folder,
                "pinger_enable off",
                "cache deny all",
                "shutdown_lifetime 0 seconds",
                "visible_hostname squid.example",
                more,
                "include " + ours,
                ""));
    PeerProcess process =
        PeerProcess.start(folder, Peers.path("squid").toString(), "-N", "-f", config.toString());
    return new SquidFront(port, process.awaitPort(port), origin);
  }

  private static void copyTemplates(Path pages) throws IOException {
    try (Stream<Path> templates = Files.list(TEMPLATES)) {
      templates.forEach(
          template -> {
            try {
              Files.copy(template, pages.resolve(template.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Override
  public String name() {
    return "Squid";
  }

  @Override
  public boolean isForwardProxy() {
    return true;
  }
}
