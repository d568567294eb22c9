package io.postern.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.directory.SambaAd;
import io.postern.it.peer.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator changes on a real domain controller takes effect, open tunnels included.
 */
@Timeout(300)
class AdminChangesIT {
  private static final Logger LOG = LoggerFactory.getLogger(AdminChangesIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));

  /** The promise is six seconds; a busy build machine is not held to it. */
  private static final Duration SOON = Duration.ofSeconds(FULL ? 6 : 60);

  private static final String NEVER = "9223372036854775807";
  private static final String[] USERS = {"u.ok", "u.ok2", "u.lockme", "u.mail", "u.nested"};

  private static SambaAd controller;
  @TempDir private Path folder;
  private Fleet fleet;

  @BeforeAll
  static void startController() {
    controller = SambaAd.start();
  }

  @AfterAll
  static void stopController() {
    if (controller != null) {
      controller.close();
    }
  }

  @BeforeEach
  void reset() {
    controller.reset(USERS);
  }

  @AfterEach
  void stop() throws Exception {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void change_ofEachKind_takesEffectAndClosesTunnels() throws Exception {
    start("- { allow: {} }");
    ends("u.ok", 407, () -> controller.setPassword("u.ok", "Newest-Passw0rd!1"));
    assertThat(fleet.status("u.ok", "Newest-Passw0rd!1")).isEqualTo(200);
    ends("u.ok2", 403, () -> write("Ok User Two", "userAccountControl", "514"));
    ends("u.lockme", 403, () -> lock("u.lockme"));
    ends("u.mail", 403, () -> write("u.mail", "accountExpires", "132223104000000000"));

    begins("u.ok2", () -> write("Ok User Two", "userAccountControl", "512"));
    begins("u.lockme", () -> write("u.lockme", "lockoutTime", "0"));
    begins("u.mail", () -> write("u.mail", "accountExpires", NEVER));
  }

  @Test
  void nestedGroup_thatIsDenied_isFollowed() throws Exception {
    start("- { deny: { groups: [G-B] } }", "- { allow: {} }");
    assertThat(fleet.status("u.nested", SambaAd.PASSWORD)).isEqualTo(403);
    begins("u.nested", () -> nest("delete"));
    ends("u.nested", 403, () -> nest("add"));
  }

  @Test
  void nestedGroup_thatIsAllowed_isFollowed() throws Exception {
    start("- { allow: { groups: [G-B] } }");
    double before = notPermitted();
    ends("u.nested", 403, () -> nest("delete"));
    assertThat(notPermitted()).isGreaterThan(before);
    begins("u.nested", () -> nest("add"));
  }

  private void start(String... rules) throws IOException {
    String[] access = Stream.concat(Stream.of("access:"), Stream.of(rules)).toArray(String[]::new);
    fleet = Fleet.start(folder, controller, 1, access);
  }

  private double notPermitted() {
    return fleet.sum("postern_decisions_total", "decision=\"not-permitted\"");
  }

  /** What was granted ends: requests are refused and the tunnel is closed, each by itself. */
  private void ends(String user, int status, Runnable change) throws Exception {
    assertThat(fleet.status(user, SambaAd.PASSWORD)).isEqualTo(200);
    try (Socket tunnel = fleet.tunnel(user, SambaAd.PASSWORD);
        Socket idle = fleet.tunnel(user, SambaAd.PASSWORD)) {
      change.run();
      long start = System.nanoTime();
      List<CompletableFuture<Duration>> closings =
          Stream.of(tunnel, idle)
              .map(each -> CompletableFuture.supplyAsync(() -> closed(each, start)))
              .toList();
      Duration refused = seen(user, status);
      Duration first = closings.get(0).get();
      Duration second = closings.get(1).get();
      LOG.info(
          "{}: {} {} ms after the change, the tunnels closed after {} ms and {} ms",
          user,
          status,
          refused.toMillis(),
          first.toMillis(),
          second.toMillis());
    }
  }

  private static Duration closed(Socket tunnel, long since) {
    assertThat(Fleet.isClosed(tunnel, (int) SOON.toMillis())).as("the tunnel is closed").isTrue();
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private void begins(String user, Runnable change) {
    change.run();
    LOG.info("{}: 200 {} ms after the change", user, seen(user, 200).toMillis());
  }

  private Duration seen(String user, int status) {
    long start = System.nanoTime();
    Eventually.see(
        user + " gets " + status,
        SOON,
        () -> fleet.status(user, SambaAd.PASSWORD) == status ? true : null);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void write(String cn, String attribute, String value) {
    controller.modify(
        "dn: CN=" + cn + ",OU=People," + SambaAd.BASE,
        "changetype: modify",
        "replace: " + attribute,
        attribute + ": " + value);
  }

  /** Nobody may write a lock: it is made as others make it. */
  private void lock(String user) {
    for (int i = 0; i < 3; i++) {
      controller.failElsewhere(user);
    }
  }

  private void nest(String how) {
    controller.modify(
        "dn: CN=G-B,OU=Groups," + SambaAd.BASE,
        "changetype: modify",
        how + ": member",
        "member: CN=G-A,OU=Groups," + SambaAd.BASE);
  }
}
