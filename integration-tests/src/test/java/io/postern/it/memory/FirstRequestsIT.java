package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.memory.Burst.Answer;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thousands of requests at once by users whose passwords nobody has verified yet. */
@Timeout(300)
@EnabledIfSystemProperty(named = "postern.size", matches = "full")
class FirstRequestsIT {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRequestsIT.class);
  private static final int COUNT = 5_000;
  private static final int WARMING = 10;
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CACHED = "cached";

  @TempDir private Path folder;
  private AdDirectory ad;
  private OkOrigin origin;
  private RunningPostern postern;

  @BeforeEach
  void start() throws IOException {
    ad = AdDirectory.start(AdSettings.DEFAULT);
    ad.users().add(CACHED, "secret").add("one", "secret");
    for (int i = 0; i < COUNT; i++) {
      ad.users().add("user" + i, "secret");
    }
    origin = new OkOrigin();
    postern = RunningPostern.start(folder, configuration());
    // A program that has just started compiles itself rather than answering.
    for (int i = 0; i < WARMING; i++) {
      assertThat(Burst.send(postern.proxy(), 1_000, n -> get(CACHED), PATIENCE))
          .allMatch(answer -> answer.status() == 200);
    }
  }

  @AfterEach
  void stop() throws IOException {
    if (postern != null) {
      postern.close();
    }
    origin.close();
    ad.close();
  }

  @Test
  void oneUser_manyRequestsAtOnce_costOneBind() throws IOException {
    List<Answer> answers = Burst.send(postern.proxy(), COUNT, i -> get("one"), PATIENCE);

    report("one user", answers);
    assertThat(answers).hasSize(COUNT).allMatch(answer -> answer.status() == 200);
    assertThat(ad.binds().by("one")).isEqualTo(1);
  }

  @Test
  void manyUsers_atOnce_getTheirTurnOr503AtOnce() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<List<Answer>> cached = CompletableFuture.supplyAsync(() -> cached(over));
    CompletableFuture<Double> connections = CompletableFuture.supplyAsync(() -> most(over));
    List<Answer> answers = Burst.send(postern.proxy(), COUNT, i -> get("user" + i), PATIENCE);
    over.set(true);

    List<Answer> refused = answers.stream().filter(answer -> answer.status() == 503).toList();
    LOG.info("at most {} connections to the directory", connections.get());
    report("many users", answers);
    report("of these 503", refused);
    report("a cached user meanwhile", cached.get());
    assertThat(answers).hasSize(COUNT).allMatch(a -> a.status() == 200 || a.status() == 503);
    assertThat(answers).anyMatch(answer -> answer.status() == 200);
    assertThat(cached.get()).isNotEmpty().allMatch(answer -> answer.status() == 200);
    assertThat(connections.get()).isBetween(1.0, (double) CONNECTIONS);
  }

  private List<Answer> cached(AtomicBoolean over) {
    List<Answer> answers = new ArrayList<>();
    try {
      do {
        answers.addAll(Burst.send(postern.proxy(), 1, i -> get(CACHED), PATIENCE));
      } while (!over.get());
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
    return answers;
  }

  /** A bind needs a connection of its own. */
  private double most(AtomicBoolean over) {
    double most = 0;
    do {
      double now =
          Fleet.page(postern, "/metrics")
              .lines()
              .filter(line -> line.startsWith("postern_directory_connections{"))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
              .sum();
      most = Math.max(most, now);
    } while (!over.get());
    return most;
  }

  private static void report(String what, List<Answer> answers) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    answers.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
    List<Duration> times = answers.stream().map(Answer::after).sorted().toList();
    if (!times.isEmpty()) {
      LOG.info(
          "{}: {}, p50 {} ms, p99 {} ms, most {} ms",
          what,
          statuses,
          times.get(times.size() / 2).toMillis(),
          times.get(times.size() * 99 / 100).toMillis(),
          times.get(times.size() - 1).toMillis());
    }
  }

  private String get(String user) {
    String authority = origin.authority();
    return "GET http://"
        + authority
        + "/ HTTP/1.1\r\nHost: "
        + authority
        + "\r\nProxy-Authorization: "
        + BasicScheme.fieldValue(user.getBytes(UTF_8), "secret".getBytes(UTF_8))
        + "\r\n\r\n";
  }

  private String configuration() {
    return String.format(
        Locale.ROOT,
        """
        directory:
          type: active-directory
          domain: %s
          servers: ["%s"]
          service-account: { name: "%s", password: "%s" }
          tls: { mode: none }
          connections: %d
        proxy: { listen: 127.0.0.1:0, deny-destinations: [] }
        admin: { listen: 127.0.0.1:0 }
        """,
        ad.settings().dnsDomain(),
        ad.ldapUrl(),
        ad.serviceAccount(),
        ad.servicePassword(),
        CONNECTIONS);
  }
}
