package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Squid and nginx under load while the directory, or Postern, is away. */
@Timeout(180)
class UnderLoadIT {
  private static final Logger LOG = LoggerFactory.getLogger(UnderLoadIT.class);

  @TempDir private Path folder;
  private AdDirectory directory;
  private SharedPostern postern;
  private EchoOrigin origin;
  private SquidFront squid;
  private NginxFront nginx;
  private ExecutorService clients;
  private final AtomicBoolean ended = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    Peers.require("squid", "nginx");
    SharedPostern.open(folder);
    directory = SharedPostern.domain(5);
    postern = SharedPostern.start(folder.resolve("postern"), directory);
    origin = EchoOrigin.start();
    squid = SquidFront.start(folder.resolve("squid"), postern, origin);
    nginx = NginxFront.start(folder.resolve("nginx"), postern, origin);
    clients = Executors.newCachedThreadPool();
  }

  @AfterEach
  void stop() throws Exception {
    ended.set(true);
    if (clients != null) {
      clients.shutdownNow();
    }
    for (AutoCloseable part : new AutoCloseable[] {nginx, squid, origin, postern, directory}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @Test
  void directoryDown_underLoad_isNoticedByNewcomersAlone() {
    for (int i = 0; i < 16; i++) {
      assertThat(squid.get("user" + i, "pass" + i).status()).isEqualTo(200);
      assertThat(nginx.get("user" + i, "pass" + i).status()).isEqualTo(200);
    }
    ConcurrentLinkedQueue<Integer> known = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> load = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String user = "user" + i;
      String password = "pass" + i;
      FrontProxy proxy = i % 2 == 0 ? squid : nginx;
      load.add(
          CompletableFuture.runAsync(
              () -> {
                while (!ended.get()) {
                  known.add(proxy.get(user, password).status());
                }
              },
              clients));
    }
    List<Got> newcomers = new ArrayList<>();
    directory.stop();
    long end = System.nanoTime() + 10_000_000_000L;
    for (int i = 16; System.nanoTime() < end; i = 16 + (i - 15) % 40) {
      newcomers.add(squid.get("user" + i, "pass" + i));
      newcomers.add(nginx.get("user" + i, "pass" + i));
    }
    directory.restart();
    squid.await(200, "user60", "pass60");
    nginx.await(200, "user61", "pass61");
    ended.set(true);
    load.forEach(CompletableFuture::join);

    LOG.info(
        "directory down for 10 s: {} answers to known users, {} to newcomers",
        known.size(),
        newcomers.size());
    assertThat(known).isNotEmpty().containsOnly(200);
    assertThat(newcomers).isNotEmpty().extracting(Got::status).containsOnly(503);
  }

  @Test
  void restartOfPostern_underSquid_endsNoHelper() {
    ConcurrentLinkedQueue<Got> answers = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !ended.get(); i = (i + 1) % 60) {
                answers.add(squid.get("user" + i, "pass" + i));
              }
            },
            clients);
    for (int i = 0; i < 3; i++) {
      postern.restart();
      assertThat(squid.process().isAlive()).as(this::squidsLog).isTrue();
      squid.await(200, "alice", "secret");
    }
    ended.set(true);
    load.join();

    assertThat(answers).isNotEmpty().allMatch(answer -> answer.status() == 200);
    assertThat(squidsLog()).doesNotContain("exited", "crashing");
  }

  private String squidsLog() {
    try {
      return Files.readString(folder.resolve("squid").resolve("cache.log"));
    } catch (IOException none) {
      return none.toString();
    }
  }
}
