package io.postern.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import io.postern.it.program.Footprint;
import io.postern.it.program.RunningDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Five thousand clients that are as slow as they can be, with a right password, beside good ones.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "postern.size", matches = "full")
class SlowClientsIT {
  private static final Logger LOG = LoggerFactory.getLogger(SlowClientsIT.class);

  /** A field of our own behind the cookie that the program lets us choose. */
  private static final String ALICE = "a=1\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0";

  /** Longer than the longest deadline that a slow client can use up. */
  private static final Duration CLOSED = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private RunningDemo demo;

  @BeforeEach
  void start() {
    Peers.require("slowhttptest");
    demo = RunningDemo.start(folder);
    demo.get("alice", "secret");
  }

  @AfterEach
  void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"-H, GET", "-B, POST", "-X, GET"})
  void goodClients_besideSlowOnes_areServed(String attack, String method) throws IOException {
    int good = 0;
    int asked = 0;
    List<Long> took = new ArrayList<>();
    try (PeerProcess slow =
        PeerProcess.start(
            folder,
            Peers.path("slowhttptest").toString(),
            attack,
            "-c5000",
            "-r1000",
            "-i5",
            "-l40",
            "-p5",
            "-s1000000",
            "-n5",
            "-z16",
            "-y32",
            "-w16",
            "-t" + method,
            "-j" + ALICE,
            "-u" + demo.origin() + "/",
            "-d" + demo.proxy())) {
      while (slow.isAlive()) {
        long before = System.nanoTime();
        asked++;
        good += isServed() ? 1 : 0;
        took.add(System.nanoTime() - before);
      }
    }
    took.sort(null);
    LOG.info(
        "{}: {} of {} good requests served, 99 % of them within {} ms",
        attack, good, asked, took.get(took.size() * 99 / 100) / 1_000_000);
    assertThat(good).isGreaterThanOrEqualTo((int) (asked * 0.999));
    Eventually.see("that the slow ones are closed", CLOSED, () -> connections() < 10 ? true : null);
  }

  private boolean isServed() {
    try {
      return demo.get("alice", "secret") == 200;
    } catch (AssertionError noAnswer) {
      return false;
    }
  }

  private long connections() {
    return Footprint.of(demo.process().pid(), demo.admin()).connections();
  }
}
