package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.it.directory.SambaAd;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stale password through Squid, nginx and Postern's own proxy, all at once. */
@Timeout(300)
class StalePasswordStormIT {
  private static final Logger LOG = LoggerFactory.getLogger(StalePasswordStormIT.class);
  private static final int THRESHOLD = 3;
  private static final int TRIES = 600;

  @TempDir private Path folder;

  @Test
  void storm_onARealController_isOneFailedBind() throws IOException {
    Peers.require("squid", "nginx");
    try (SambaAd controller = SambaAd.start()) {
      SharedPostern.open(folder);
      Path password = Shipped.secret(folder.resolve("ldap-password"), SambaAd.SERVICE_PASSWORD);
      String section =
          String.join(
              "\n",
              "  domain: " + SambaAd.DOMAIN,
              "  servers: [ldap://" + controller.address() + "]",
              "  service-account: { name: "
                  + SambaAd.SERVICE
                  + ", password-file: "
                  + password
                  + " }",
              "  tls: { mode: none }");
      try (SharedPostern postern =
          SharedPostern.start(folder.resolve("postern"), section, "G-Proxy-Users")) {
        storm(
            postern,
            new Victim("u.ok", SambaAd.PASSWORD, "Newest-Passw0rd!3"),
            () -> {
              // The last two before the current one are forgiven by a controller: be older.
              for (int i = 1; i <= 3; i++) {
                controller.setPassword("u.ok", "Newest-Passw0rd!" + i);
              }
            },
            () -> controller.number("u.ok", "badPwdCount"));
      }
    }
  }

  @Test
  void storm_onTheEmbeddedDirectory_isOneFailedBind() throws IOException {
    Peers.require("squid", "nginx");
    SharedPostern.open(folder);
    try (AdDirectory directory = SharedPostern.domain(THRESHOLD);
        SharedPostern postern = SharedPostern.start(folder.resolve("postern"), directory)) {
      storm(
          postern,
          new Victim("user1", "pass1", "newer"),
          () -> directory.users().setPassword("user1", "newer"),
          directory.binds()::failed);
    }
  }

  /** Somebody whose devices still have the stale password. */
  private record Victim(String user, String stale, String password) {}

  private void storm(
      SharedPostern postern, Victim victim, Runnable change, LongSupplier failedBinds)
      throws IOException {
    ExecutorService clients = Executors.newFixedThreadPool(SharedPostern.MANY);
    try (EchoOrigin origin = EchoOrigin.start();
        FrontProxy standalone = new PosternFront(postern, origin);
        FrontProxy squid = SquidFront.start(folder.resolve("squid"), postern, origin);
        FrontProxy nginx = NginxFront.start(folder.resolve("nginx"), postern, origin)) {
      List<FrontProxy> proxies = List.of(squid, nginx, standalone);
      assertThat(standalone.get(victim.user, victim.stale).status()).isEqualTo(200);
      long before = failedBinds.getAsLong();
      change.run();
      standalone.await(407, victim.user, victim.stale);

      List<CompletableFuture<Integer>> answers =
          IntStream.range(0, TRIES)
              .mapToObj(i -> proxies.get(i % proxies.size()))
              .map(proxy -> ask(proxy, victim, clients))
              .toList();
      Map<Integer, Long> statuses =
          answers.stream()
              .map(CompletableFuture::join)
              .collect(Collectors.groupingBy(status -> status, Collectors.counting()));

      long failed = failedBinds.getAsLong() - before;
      LOG.info(
          "stale-password storm, threshold {}: {}, failed binds: {}", THRESHOLD, statuses, failed);
      assertThat(statuses).containsOnlyKeys(401, 407);
      assertThat(failed).isLessThanOrEqualTo(1);
      assertThat(proxies)
          .allSatisfy(
              proxy -> assertThat(proxy.get(victim.user, victim.password).status()).isEqualTo(200));
    } finally {
      clients.shutdownNow();
    }
  }

  private static CompletableFuture<Integer> ask(
      FrontProxy proxy, Victim victim, ExecutorService clients) {
    return CompletableFuture.supplyAsync(
        () -> proxy.get(victim.user, victim.stale).status(), clients);
  }
}
