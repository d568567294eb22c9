package io.postern.it.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.bed.OkOrigin;
import io.postern.it.directory.SambaAd;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.Slapd;
import io.postern.it.program.RunningPostern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that goes and comes, again and again, while clients work: nobody with the right
 * password is ever told that it is wrong, and nobody gets on with a wrong one. One request in
 * twenty has a wrong one, each time another.
 */
@Timeout(3_600)
@EnabledIfSystemProperty(named = "postern.size", matches = "full")
class OutageCyclesIT {
  private static final Logger LOG = LoggerFactory.getLogger(OutageCyclesIT.class);
  private static final int KILLS = Integer.getInteger("outage.kills", 200);
  private static final int STALLS = Integer.getInteger("outage.stalls", 20);
  private static final int CLIENTS = 8;
  private static final int WRONG_EVERY = 20;
  private static final int LONG_EVERY = 4;

  /** Longer than any request waits for the directory. */
  private static final int LONG_MILLIS = 5_000;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final Duration BACK = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();

  @Test
  void slapd_killedAndStarted_neverMakesAWrongAnswer() throws Exception {
    try (Slapd slapd = Slapd.start(Files.createDirectory(folder.resolve("slapd")));
        OkOrigin origin = new OkOrigin();
        RunningPostern postern = start(slapd.configuration())) {
      cycles(
          KILLS,
          client(postern, origin),
          List.of("alice", "bob", "carol"),
          "secret",
          slapd::kill,
          slapd::restart);
    }
  }

  @Test
  void controller_stoppedAndGoingOn_neverMakesAWrongAnswer() throws Exception {
    try (SambaAd controller = SambaAd.start()) {
      List<String> users = List.of("u.ok", "u.ok2", "u.mail");
      controller.reset(users.toArray(String[]::new));
      try (OkOrigin origin = new OkOrigin();
          RunningPostern postern = start(configuration(controller))) {
        cycles(
            STALLS,
            client(postern, origin),
            users,
            SambaAd.PASSWORD,
            controller::stall,
            controller::resume);
      }
    }
  }

  private void cycles(
      int cycles, ProxyClient client, List<String> users, String right, Runnable go, Runnable come)
      throws InterruptedException {
    // Where a wrong password comes first, the shield at its limit would refuse the right one too.
    for (String user : users) {
      assertThat(client.get(user, right, PATIENCE_MILLIS).status()).isEqualTo(200);
    }
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(() -> work(client, users, right), "client-" + i);
      clients.add(thread);
      thread.start();
    }
    try {
      for (int cycle = 0; cycle < cycles; cycle++) {
        go.run();
        pause(cycle % LONG_EVERY == 0 ? LONG_MILLIS : cycle * 37 % 400 + 100);
        come.run();
        // A request with a right password that nobody knows proves that the directory is asked
        // again.
        Eventually.see(
            "an answer of the directory after cycle " + cycle,
            BACK,
            () ->
                client.get(users.get(0), "back" + count.incrementAndGet(), PATIENCE_MILLIS).status()
                        == 407
                    ? true
                    : null);
      }
    } finally {
      over.countDown();
      for (Thread thread : clients) {
        thread.join();
      }
    }
    LOG.info("{} cycles: {}", cycles, answers);
    assertThat(answers.keySet()).contains("right 200", "wrong 407");
    assertThat(answers.keySet()).isSubsetOf("right 200", "right 503", "wrong 407", "wrong 503");
  }

  private void work(ProxyClient client, List<String> users, String right) {
    while (over.getCount() > 0) {
      int number = count.incrementAndGet();
      boolean isWrong = number % WRONG_EVERY == 0;
      String user = users.get(number % users.size());
      String password = isWrong ? "wrong" + number : right;
      String answer;
      try {
        answer = Integer.toString(client.get(user, password, PATIENCE_MILLIS).status());
      } catch (RuntimeException none) {
        answer = none.toString();
      }
      answers.merge((isWrong ? "wrong " : "right ") + answer, 1, Integer::sum);
      pause(5);
    }
  }

  private static void pause(int millis) {
    try {
      boolean counted = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      assert !counted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RunningPostern start(String directory) {
    return RunningPostern.start(
        folder,
        directory
            + """
            cache: { fresh-for: 500ms, rejected-for: 1s }
            proxy: { listen: 127.0.0.1:0, deny-destinations: [] }
            admin: { listen: 127.0.0.1:0 }
            """);
  }

  private static ProxyClient client(RunningPostern postern, OkOrigin origin) {
    return new ProxyClient(postern.proxy(), origin.authority());
  }

  private static String configuration(SambaAd controller) {
    return String.format(
        Locale.ROOT,
        """
        directory:
          type: active-directory
          domain: %s
          servers: [ldap://%s]
          service-account: { name: %s, password: %s }
          tls: { mode: none }
        """,
        SambaAd.DOMAIN,
        controller.address(),
        SambaAd.SERVICE,
        SambaAd.SERVICE_PASSWORD);
  }
}
