package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.directory.SambaAd;
import io.postern.it.memory.Burst.Answer;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thousands of requests by users whose passwords nobody has verified yet. */
@Timeout(300)
@EnabledIfSystemProperty(named = "postern.size", matches = "full")
class FirstRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(FirstRequestsIT.class);
  private static final int COUNT = 5_000;
  private static final int WARMING = 50;
  private static final int PRACTICE = 1_000;
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final int CACHED_COUNT = 1_600;
  private static final Duration CACHED_WITHIN = Duration.ofSeconds(8);
  // As by the launcher, which leaves the heap to the JVM and has the classes in an archive.
  private static final String MEMORY = "-Xmx1g";
  private static final String METASPACE = "-XX:MetaspaceSize=64m";
  private static final String CACHED = "cached";
  private static final String PASSWORD = "secret";

  @TempDir private Path folder;
  private OkOrigin origin;

  @BeforeEach
  void start() throws IOException {
    origin = new OkOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
  }

  @Test
  void oneUser_manyRequestsAtOnce_costOneBind() throws IOException {
    try (AdDirectory ad = AdDirectory.start(AdSettings.DEFAULT)) {
      ad.users().add(CACHED, PASSWORD).add("one", PASSWORD);
      String directory =
          configuration(
              ad.settings().dnsDomain(), ad.ldapUrl(), ad.serviceAccount(), ad.servicePassword());
      try (RunningPostern postern = warm(directory, CACHED, PASSWORD)) {
        List<Answer> answers =
            Burst.send(postern.proxy(), COUNT, i -> get("one", PASSWORD), PATIENCE);

        report("one user", answers);
        assertThat(answers).hasSize(COUNT).allMatch(answer -> answer.status() == 200);
        assertThat(ad.binds().by("one")).isEqualTo(1);
      }
    }
  }

  @Test
  void manyUsers_atOnce_getTheirTurnOr503AtOnce() throws Exception {
    try (SambaAd ad = SambaAd.start("POSTERN_AD_STAFF=" + (COUNT + PRACTICE))) {
      String directory =
          configuration(
              SambaAd.DOMAIN, "ldap://" + ad.address(), SambaAd.SERVICE, SambaAd.SERVICE_PASSWORD);
      try (RunningPostern postern = warm(directory, "u.ok", SambaAd.PASSWORD)) {
        // Programs that compile themselves are in each other's way: once for practice.
        manyUsers(postern, COUNT, PRACTICE);
        Files.writeString(folder.resolve("access.log"), "");
        manyUsers(postern, 0, COUNT);
      }
      report("in the program, overloaded", logged("overloaded"));
      report("in the program, time was up", logged("timeout"));
    }
  }

  private void manyUsers(RunningPostern postern, int from, int count) throws Exception {
    System.gc(); // The clients' collector is not what is measured.
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<List<Answer>> cached =
        CompletableFuture.supplyAsync(() -> cached(postern, begun));
    CompletableFuture<Double> connections =
        CompletableFuture.supplyAsync(() -> mostConnections(postern, over));
    begun.await();
    List<Answer> answers =
        Burst.send(postern.proxy(), count, WITHIN, i -> staff(from + i), PATIENCE);
    over.countDown();

    LOG.info("at most {} connections to the directory", connections.get());
    report("clients", answers);
    report("a cached user meanwhile", cached.get());
    assertThat(answers).hasSize(count).allMatch(a -> a.status() == 200 || a.status() == 503);
    assertThat(answers).anyMatch(answer -> answer.status() == 200);
    assertThat(cached.get()).hasSize(CACHED_COUNT).allMatch(answer -> answer.status() == 200);
    assertThat(connections.get()).isBetween(1.0, (double) CONNECTIONS);
  }

  private RunningPostern warm(String configuration, String user, String password)
      throws IOException {
    RunningPostern postern = RunningPostern.start(folder, configuration, MEMORY, METASPACE);
    try {
      // A program that has just started compiles itself rather than answering.
      for (int i = 0; i < WARMING; i++) {
        assertThat(Burst.send(postern.proxy(), 1_000, n -> get(user, password), PATIENCE))
            .allMatch(answer -> answer.status() == 200);
      }
      return postern;
    } catch (IOException | AssertionError failed) {
      postern.close();
      throw failed;
    }
  }

  /** A user at work, whose connections stand already. */
  private List<Answer> cached(RunningPostern postern, CountDownLatch begun) {
    IntFunction<String> request =
        number -> {
          begun.countDown();
          return get("u.ok", SambaAd.PASSWORD);
        };
    try {
      return Burst.send(postern.proxy(), CACHED_COUNT, CACHED_WITHIN, request, PATIENCE);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** A bind needs a connection of its own. */
  private static double mostConnections(RunningPostern postern, CountDownLatch over) {
    double most = 0;
    try {
      do {
        double now =
            Fleet.page(postern, "/metrics")
                .lines()
                .filter(line -> line.startsWith("postern_directory_connections{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        most = Math.max(most, now);
      } while (!over.await(500, TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
    return most;
  }

  private static void report(String what, List<Answer> answers) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    answers.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
    List<Long> micros = answers.stream().map(a -> a.after().toNanos() / 1_000).sorted().toList();
    if (!micros.isEmpty()) {
      LOG.info(
          "{}: {}, {} within 50 ms, p50 {} us, p90 {} us, p99 {} us, most {} us",
          what,
          statuses,
          micros.stream().filter(time -> time <= 50_000).count(),
          micros.get(micros.size() / 2),
          micros.get(micros.size() * 9 / 10),
          micros.get(micros.size() * 99 / 100),
          micros.get(micros.size() - 1));
    }
  }

  /** The 503s of the access log for this reason, each from its request's head to its end. */
  private List<Answer> logged(String reason) throws IOException {
    List<Answer> answers = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("access.log"))) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("reason").asText().equals(reason)) {
        Duration after = Duration.ofNanos(entry.path("micros").asLong() * 1_000);
        answers.add(new Answer(entry.path("status").asInt(), after));
      }
    }
    return answers;
  }

  private String staff(int number) {
    return get(
        String.format(Locale.ROOT, "s%05d", number + 1),
        String.format(Locale.ROOT, "Staff-%05d", number + 1));
  }

  private String get(String user, String password) {
    String authority = origin.authority();
    return "GET http://"
        + authority
        + "/ HTTP/1.1\r\nHost: "
        + authority
        + "\r\nProxy-Authorization: "
        + BasicScheme.fieldValue(user.getBytes(UTF_8), password.getBytes(UTF_8))
        + "\r\n\r\n";
  }

  private String configuration(String domain, String url, String account, String password) {
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
        access-log: { file: "%s", format: json }
        """,
        domain,
        url,
        account,
        password,
        CONNECTIONS,
        folder.resolve("access.log"));
  }
}
