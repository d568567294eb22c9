package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.SlowOrigin;
import io.postern.it.peer.Eventually;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is told to read its file again, or to end, while people work. */
class RestartIT {
  /** How often; {@code -Drestarts=50} for the long run. */
  private static final int TIMES = Integer.getInteger("restarts", 3);

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
  private SlowOrigin origin;

  @BeforeEach
  void start() throws IOException {
    origin = new SlowOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
    directory.close();
  }

  @Test
  void hangUp_underLoad_failsNothing() throws Exception {
    assumeFalse(hangUpsAreIgnored(), "nohup has hang-ups ignored by all that it starts");
    List<String> turns =
        List.of(
            config("cache: { fresh-for: 4m }\n"),
            config("access: [{ allow: { groups: [Internet Users] } }]\n"),
            config("acess: []\n"));
    try (RunningPostern postern = RunningPostern.start(folder, config(""));
        Socket tunnel = Load.tunnel(postern.proxy(), origin)) {
      Load load = new Load(origin, postern.proxy());
      try (load) {
        for (int i = 0; i < TIMES; i++) {
          awaitWork(load);
          Files.writeString(folder.resolve("postern.yaml"), turns.get(i % turns.size()));
          postern.process().hangUp();
          awaitReloads(postern, i + 1);
        }
        awaitWork(load);
      }
      Load.ask(tunnel);
      assertThat(load.failed()).isEmpty();
      assertThat(postern.process().output()).contains("acess: there is no such key");
    }
  }

  private static boolean hangUpsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.isReadable(status)
        && Files.readAllLines(status).stream()
            .anyMatch(line -> line.matches("SigIgn:\\s+[0-9a-f]*[13579bdf]"));
  }

  @Test
  void restart_underLoad_finishesWhatIsUnderWay() throws Exception {
    Load load = null;
    for (int i = 0; i < TIMES; i++) {
      try (RunningPostern postern = RunningPostern.start(folder, config(""));
          Socket tunnel = Load.tunnel(postern.proxy(), origin)) {
        if (load == null) {
          load = new Load(origin, postern.proxy());
        }
        load.use(postern.proxy());
        awaitWork(load);

        postern.process().terminate();

        awaitLine(postern, "stopping: ");
        Load.ask(tunnel); // lives on, until the drain time is over
        tunnel.close();
        assertThat(postern.process().awaitEnd(SOON)).isZero();
        awaitLine(postern, "stopped: 0 requests and 0 tunnels were cut off");
      }
    }
    if (load != null) {
      load.close();
      assertAnswered(load);
    }
  }

  @Test
  void terminate_tunnelThatStays_isCutOffAfterTheDrainTime() throws Exception {
    String hasty = config("").replace("drain-time: 60s", "drain-time: 1s");
    try (RunningPostern postern = RunningPostern.start(folder, hasty);
        Socket tunnel = Load.tunnel(postern.proxy(), origin)) {
      postern.process().terminate();

      assertThat(isEnded(tunnel)).isTrue();
      assertThat(postern.process().awaitEnd(SOON)).isZero();
      awaitLine(postern, "stopped: 0 requests and 1 tunnels were cut off");
    }
  }

  @Test
  void terminate_whenItsOwnFileIsBroken_endsAllTheSame() throws Exception {
    Path jar = Files.copy(RunningPostern.JAR, folder.resolve("postern.jar"));
    try (RunningPostern postern = RunningPostern.startFrom(jar, folder, config(""))) {
      Files.write(jar, new byte[0]); // as an upgrade does that writes into it

      postern.process().terminate();

      assertThat(postern.process().awaitEnd(SOON)).isEqualTo(1);
      assertThat(postern.process().output()).contains("java.lang.NoClassDefFoundError: ");
    }
  }

  private void assertAnswered(Load load) {
    Set<String> seen = new HashSet<>(origin.asked());
    seen.remove("/tunnel");
    assertThat(seen).hasSizeGreaterThan(TIMES);
    seen.removeAll(load.answered());
    assertThat(seen).as("requests that the origin got, and the client no answer").isEmpty();
  }

  private String config(String more) {
    return """
    directory:
      domain: corp.example.test
      servers: [DIRECTORY]
      tls: { mode: none }
      request-timeout: 30s
    proxy:
      listen: 127.0.0.1:0
      deny-destinations: []
      connect-ports: [1-65535]
      drain-time: 60s
    admin: { listen: 127.0.0.1:0 }
    """
            .replace("DIRECTORY", directory.ldapUrl())
        + more;
  }

  /** Waits until some more requests have been answered. */
  private static void awaitWork(Load load) {
    int before = load.answered().size();
    Eventually.see(
        "answers", SOON, () -> load.answered().size() > before + 20 ? Boolean.TRUE : null);
  }

  /** Whether the other side ends, or resets, the connection. */
  private static boolean isEnded(Socket connection) throws IOException {
    try {
      return connection.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static void awaitReloads(RunningPostern postern, int count) {
    Eventually.see(
        "reload " + count,
        SOON,
        () -> {
          long reloads =
              postern
                  .process()
                  .output()
                  .lines()
                  .filter(line -> line.matches(".*(configuration read again|nothing changes).*"))
                  .count();
          return reloads >= count ? Boolean.TRUE : null;
        });
  }

  private static void awaitLine(RunningPostern postern, String text) {
    Eventually.see(
        text, SOON, () -> postern.process().output().contains(text) ? Boolean.TRUE : null);
  }
}
