package io.postern.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.directory.SambaAd;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real domain controller that locks at the third failed bind, three programs, and a balancer that
 * spreads one browser's connections: three wrong passwords of one account in the same moment.
 */
@Timeout(600)
class TurnsIT {
  private static final Logger LOG = LoggerFactory.getLogger(TurnsIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));
  private static final int PROXIES = 3;
  private static final int ACCOUNTS = FULL ? 50 : 6;

  /** How many accounts are attacked at once. */
  private static final int TOGETHER = FULL ? 1 : 6;

  /** In a quarter of it, a busy machine's controller must have counted all of a turn's binds. */
  private static final String TURN = FULL ? "2s" : "6s";

  private static final String TIMEOUT = FULL ? "8s" : "24s";

  @TempDir private Path folder;

  @Test
  void wrongPasswords_ofOneAccountThroughThreeProxiesAtOnce_areOneFailedBind() throws Exception {
    try (SambaAd controller = SambaAd.start("POSTERN_AD_STAFF=" + 2 * ACCOUNTS)) {
      Map<Long, Integer> inTurns =
          failedBinds(controller, 0, "{ proxies: 3, proxy: %d, turn: " + TURN + " }");
      LOG.info("three at once, in turns: {} (failed binds: accounts)", inTurns);
      if (FULL) {
        Map<Long, Integer> byChance = failedBinds(controller, ACCOUNTS, "{ proxies: 3 }");
        LOG.info("three at once, by chance: {} (failed binds: accounts)", byChance);
      }

      assertThat(inTurns).containsOnlyKeys(1L);
    }
  }

  /** How many accounts had so many failed binds. */
  private Map<Long, Integer> failedBinds(SambaAd controller, int skipped, String shield)
      throws Exception {
    IntFunction<String> configuration =
        number -> "lockout-shield: " + String.format(Locale.ROOT, shield, number);
    try (Fleet fleet = Fleet.start(folder, controller, PROXIES, configuration, TIMEOUT)) {
      Map<Long, Integer> failed = new TreeMap<>();
      for (int i = 0; i < ACCOUNTS; i += TOGETHER) {
        List<String> users =
            IntStream.range(skipped + i, skipped + i + TOGETHER)
                .mapToObj(number -> String.format(Locale.ROOT, "s%05d", number + 1))
                .toList();
        int requests = PROXIES * users.size();
        Map<Integer, Integer> statuses =
            Crowd.send(
                requests,
                requests,
                n -> fleet.status(n % PROXIES, 1, users.get(n / PROXIES), "wrong" + n));
        assertThat(statuses.keySet()).isSubsetOf(407, 503);
        users.forEach(
            user -> failed.merge(controller.number(user, "badPwdCount"), 1, Integer::sum));
      }
      return failed;
    }
  }
}
