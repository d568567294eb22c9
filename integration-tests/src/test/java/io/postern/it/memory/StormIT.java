package io.postern.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.directory.SambaAd;
import io.postern.it.peer.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real domain controller that locks at the third failed bind, and clients that send wrong
 * passwords by the thousand. In the profile nightly in their whole number.
 */
@Timeout(600)
class StormIT {
  private static final Logger LOG = LoggerFactory.getLogger(StormIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));
  private static final int STORM = FULL ? 20_000 : 1_500;
  private static final int ATTACK = FULL ? 10_000 : 1_000;

  /** The domain's observation window is a minute. */
  private static final Duration WINDOW = Duration.ofSeconds(70);

  private static final String USER = "u.ok";
  private static final String VICTIM = "u.lockme";

  private static SambaAd controller;
  @TempDir private Path folder;

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
  void resetUsers() {
    controller.reset(USER, VICTIM);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void storm_formerPasswordFromFiftyClients_isOneFailedBindAtMost(int proxies) throws Exception {
    try (Fleet fleet = Fleet.start(folder, controller, proxies)) {
      for (int i = 0; i < proxies; i++) {
        assertThat(fleet.status(i, 1, USER, SambaAd.PASSWORD)).isEqualTo(200);
      }
      double before = failedBinds(fleet);
      // The last two before the current one are forgiven by a controller: be older.
      for (int i = 1; i <= 3; i++) {
        controller.setPassword(USER, "Newest-Passw0rd!" + i);
      }

      Map<Integer, Integer> statuses =
          Crowd.send(
              51,
              STORM,
              i ->
                  i % 51 == 50
                      ? fleet.status(i % proxies, 200, USER, "Newest-Passw0rd!3") + 1_000
                      : fleet.status(i % proxies, i % 51 + 1, USER, SambaAd.PASSWORD));

      LOG.info(
          "former password of {}, {} proxies: {} (1200: the user's own), {} failed binds, "
              + "badPwdCount {}, asked to try again: {}",
          USER,
          proxies,
          statuses,
          failedBinds(fleet) - before,
          controller.number(USER, "badPwdCount"),
          fleet.repeated());
      assertThat(statuses.keySet()).isSubsetOf(200, 407, 1200);
      assertThat(failedBinds(fleet) - before).isLessThanOrEqualTo(1);
      assertUnlocked(USER, 1);
      Eventually.see(
          "that the former password is refused",
          WINDOW,
          () -> fleet.status(USER, SambaAd.PASSWORD) == 407 ? true : null);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50})
  void attack_wrongPasswordsOfOneAccount_leaveItUnlocked(int sources) throws Exception {
    try (Fleet fleet = Fleet.start(folder, controller, 1)) {
      assertThat(fleet.status(USER, SambaAd.PASSWORD)).isEqualTo(200);

      Map<Integer, Integer> known = attack(fleet, USER, SambaAd.PASSWORD, sources);
      Map<Integer, Integer> unknown = attack(fleet, VICTIM, "guess", sources);

      LOG.info(
          "{} wrong passwords of {} from {} sources: {} (1200: its own), {}; {} failed binds",
          ATTACK,
          USER,
          sources,
          known,
          unknown,
          failedBinds(fleet));
      assertThat(known.keySet()).isSubsetOf(407, 503, 1200);
      assertThat(unknown).doesNotContainKey(200);
      assertUnlocked(USER, 1);
      assertUnlocked(VICTIM, 1);
      if (FULL) {
        long end = System.nanoTime();
        Eventually.see(
            "an unverified right password works again",
            WINDOW,
            () -> fleet.status(0, 201, VICTIM, SambaAd.PASSWORD) == 200 ? true : null);
        LOG.info("works again after {}", Duration.ofNanos(System.nanoTime() - end));
      }
    }
  }

  /** Every tenth request is the user's own. */
  private static Map<Integer, Integer> attack(
      Fleet fleet, String user, String password, int sources) throws Exception {
    return Crowd.send(
        Math.max(10, sources),
        ATTACK,
        i ->
            i % 10 == 9
                ? fleet.status(0, 200, user, password) + 1_000
                : fleet.status(0, i % sources + 1, user, "wrong" + i));
  }

  private static double failedBinds(Fleet fleet) {
    return fleet.sum(
        "postern_directory_requests_seconds_count", "operation=\"bind\"", "outcome=\"rejected\"");
  }

  private static void assertUnlocked(String user, int most) {
    assertThat(controller.number(user, "badPwdCount")).isLessThanOrEqualTo(most);
    assertThat(controller.number(user, "lockoutTime")).isZero();
  }
}
