package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.gate.AuthField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every case of the answers table through every proxy that is installed. */
@Timeout(180)
class OtherProxiesIT {
  private static final Logger LOG = LoggerFactory.getLogger(OtherProxiesIT.class);
  private static final int REQUESTS_EACH = 4;
  private static final AnswersTable TABLE = new AnswersTable();

  @TempDir private static Path folder;
  private static AdDirectory directory;
  private static SharedPostern postern;
  private static OwnGate own;
  private static EchoOrigin origin;

  /** The proxies, and what they can express. */
  enum Kind {
    POSTERN(407, 403, 503),
    SQUID(407, 403, 503),
    NGINX(401, 403, 503),
    HAPROXY(407, 403, 503),
    /** Its authenticators say yes or no: whatever is not a yes asks again. */
    APACHE(407, 407, 407),
    CADDY(401, 403, 503),
    LITTLEPROXY(407, 403, 503),
    SERVLET(401, 403, 503),
    SERVLET_PROXY(407, 403, 503),
    ENVOY(407, 403, 503),
    TRAEFIK(401, 403, 503);

    private final int asks;
    private final int refuses;
    private final int unavailable;

    Kind(int asks, int refuses, int unavailable) {
      this.asks = asks;
      this.refuses = refuses;
      this.unavailable = unavailable;
    }

    FrontProxy start(Path folder) throws IOException {
      return switch (this) {
        case POSTERN -> new PosternFront(postern, origin);
        case SQUID -> SquidFront.start(folder, postern, origin);
        case NGINX -> NginxFront.start(folder, postern, origin);
        case HAPROXY -> HaproxyFront.start(folder, postern, origin);
        case APACHE -> ApacheFront.start(folder, postern, origin);
        case CADDY -> CaddyFront.start(folder, postern, origin);
        case LITTLEPROXY ->
            LittleProxyFront.start(own.gate, own.answers, FrontProxy.DEADLINE, origin.port());
        case SERVLET -> ServletFront.start(own.gate, own.answers, AuthField.ORIGIN);
        case SERVLET_PROXY -> ServletFront.start(own.gate, own.answers, AuthField.PROXY);
        case ENVOY -> WireFront.envoy(postern);
        case TRAEFIK -> WireFront.traefik(postern);
      };
    }
  }

  @BeforeAll
  static void start() throws IOException {
    SharedPostern.open(folder);
    directory = SharedPostern.domain(5);
    postern = SharedPostern.start(folder.resolve("postern"), directory);
    own = new OwnGate(directory);
    origin = EchoOrigin.start();
  }

  @AfterAll
  static void stop() throws IOException {
    origin.close();
    own.close();
    postern.close();
    directory.close();
    LOG.info("what the client got:");
    TABLE.toString().lines().forEach(LOG::info);
    Files.writeString(Path.of("target", "other-proxies.md"), TABLE.toString());
  }

  @ParameterizedTest
  @EnumSource
  void everyCase_throughThisProxy_isWhatItCanExpress(Kind kind) throws Exception {
    try (FrontProxy proxy = kind.start(folder.resolve(kind.name()))) {
      credentials(kind, proxy);
      refusals(kind, proxy);
      outage(kind, proxy);
      many(kind, proxy);
    }
  }

  private static void credentials(Kind kind, FrontProxy proxy) {
    Got right = TABLE.put(proxy.name(), "right", proxy.get("alice", "secret"));
    Got wrong = TABLE.put(proxy.name(), "wrong", proxy.get("bob", "wrong"));
    Got none = TABLE.put(proxy.name(), "none", proxy.get(null, null));

    assertThat(right.status()).as(() -> log(kind)).isEqualTo(200);
    assertThat(right.body()).doesNotContainIgnoringCase("Proxy-authorization");
    if (proxy instanceof HttpFront) {
      assertThat(right.body()).startsWith("echo");
    }
    for (Got asked : List.of(wrong, none)) {
      assertThat(asked.status()).isEqualTo(kind.asks);
      assertThat(asked.has(kind.asks == 407 ? "Proxy-Authenticate" : "WWW-Authenticate")).isTrue();
    }
    assertThat(proxy.get("müller", "pässwörd:1").status()).isEqualTo(200);
    assertThat(
            TABLE
                .put(
                    proxy.name(),
                    "odd characters",
                    proxy.get("o'brien", SharedPostern.ODD_PASSWORD))
                .status())
        .isEqualTo(200);
  }

  private static void refusals(Kind kind, FrontProxy proxy) {
    Got expired = TABLE.put(proxy.name(), "expired", proxy.get("expired", "secret"));
    Got disabled = TABLE.put(proxy.name(), "disabled", proxy.get("disabled", "secret"));
    Got notPermitted = TABLE.put(proxy.name(), "not permitted", proxy.get("bob", "secret"));

    assertThat(List.of(expired, disabled, notPermitted))
        .extracting(Got::status)
        .containsOnly(kind.refuses);
    if (kind.refuses == 403) {
      assertThat(expired.body()).contains("expired", "https://passwords.corp.example.com/");
      assertThat(disabled.body()).contains("disabled");
      assertThat(notPermitted.body()).contains("Not allowed");
      assertThat(expired.has("Proxy-Authenticate")).isFalse();
    }
  }

  private static void outage(Kind kind, FrontProxy proxy) {
    directory.stop();
    try {
      // Nobody knows this password; alice was verified before.
      Got newcomer = TABLE.put(proxy.name(), "directory down", proxy.get("hours", "for " + kind));
      Got known = TABLE.put(proxy.name(), "down, known user", proxy.get("alice", "secret"));

      assertThat(newcomer.status()).isEqualTo(kind.unavailable);
      assertThat(newcomer.has("Proxy-Authenticate")).isEqualTo(kind.unavailable == 407);
      assertThat(known.status()).isEqualTo(200);
    } finally {
      directory.restart();
    }
    TABLE.put(
        proxy.name(), "back", proxy.await(200, "user" + kind.ordinal(), "pass" + kind.ordinal()));
  }

  /** As many clients at once, each with a user of its own: right, wrong, and not permitted. */
  private static void many(Kind kind, FrontProxy proxy) {
    ExecutorService clients = Executors.newFixedThreadPool(SharedPostern.MANY);
    try {
      List<CompletableFuture<List<Integer>>> answers =
          IntStream.range(0, SharedPostern.MANY)
              .mapToObj(
                  client -> CompletableFuture.supplyAsync(() -> requests(proxy, client), clients))
              .toList();
      Map<Integer, Long> counts =
          answers.stream()
              .flatMap(each -> each.join().stream())
              .collect(
                  Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
      TABLE.put(proxy.name(), SharedPostern.MANY + " clients at once", counts.toString());
      for (int client = 0; client < SharedPostern.MANY; client++) {
        assertThat(answers.get(client).join())
            .as("client %d: %s", client, log(kind))
            .containsOnly(expected(kind, client));
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static List<Integer> requests(FrontProxy proxy, int client) {
    return Stream.generate(
            () ->
                switch (client % 4) {
                  case 2 -> proxy.get("user" + client, "wrong");
                  case 3 -> proxy.get("bob", "secret");
                  default -> proxy.get("user" + client, "pass" + client);
                })
        .limit(REQUESTS_EACH)
        .map(Got::status)
        .toList();
  }

  private static int expected(Kind kind, int client) {
    return switch (client % 4) {
      case 2 -> kind.asks;
      case 3 -> kind.refuses;
      default -> 200;
    };
  }

  /** What the proxy itself says went wrong. */
  private static String log(Kind kind) {
    try (Stream<Path> files = Files.list(folder.resolve(kind.name()))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException none) {
      return none.toString();
    }
  }
}
