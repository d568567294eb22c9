package io.postern.it.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.bed.OkOrigin;
import io.postern.it.outage.ProxyClient.Answer;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.Slapd;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program over a real OpenLDAP that hangs, dies and comes back. */
class OutageIT {
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));

  /** What the product promises; a busy build machine is not held to it. */
  private static final int ANSWERED_WITHIN_MILLIS = FULL ? 5_000 : 60_000;

  private static final Duration BACK_WITHIN = Duration.ofSeconds(FULL ? 2 : 60);

  @TempDir private Path folder;

  private Slapd slapd;
  private OkOrigin origin;
  private RunningPostern postern;
  private ProxyClient client;

  @BeforeEach
  void start() throws IOException {
    slapd = Slapd.start(Files.createDirectory(folder.resolve("slapd")));
    origin = new OkOrigin();
    postern =
        RunningPostern.start(
            folder,
            slapd.configuration()
                + """
                proxy: { listen: 127.0.0.1:0, deny-destinations: [] }
                admin: { listen: 127.0.0.1:0 }
                """);
    client = new ProxyClient(postern.proxy(), origin.authority());
    assertThat(status("alice", "secret")).isEqualTo(200);
    assertThat(status("alice", "wrong")).isEqualTo(407);
  }

  @AfterEach
  void stop() throws IOException {
    if (postern != null) {
      postern.close();
    }
    if (slapd != null) {
      slapd.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  @Test
  void directoryHangs_nobodyIsToldThatTheirPasswordIsWrong() {
    slapd.stall();
    assertOutage();

    slapd.resume();
    assertBack();
  }

  @Test
  void directoryIsGone_nobodyIsToldThatTheirPasswordIsWrong() {
    slapd.kill();
    assertOutage();

    slapd.restart();
    assertBack();
  }

  private void assertOutage() {
    for (int i = 0; i < 2; i++) {
      Answer unknown = client.get("bob", "secret", ANSWERED_WITHIN_MILLIS);
      assertThat(unknown.status()).as("bob, not known yet").isEqualTo(503);
      assertThat(unknown.retryAfterSeconds()).isBetween(1, 60);
      assertThat(status("alice", "secret")).as("alice, verified before").isEqualTo(200);
      assertThat(status("alice", "wrong")).as("known to be wrong").isEqualTo(407);
      assertThat(status("alice", "another")).as("not known").isEqualTo(503);
    }
  }

  private void assertBack() {
    Eventually.see("bob is served", BACK_WITHIN, () -> status("bob", "secret") == 200 ? 1 : null);
    assertThat(status("carol", "secret")).isEqualTo(200);
    assertThat(status("alice", "secret")).isEqualTo(200);
    assertThat(status("bob", "wrong")).isEqualTo(407);
  }

  private int status(String user, String password) {
    return client.get(user, password, ANSWERED_WITHIN_MILLIS).status();
  }
}
