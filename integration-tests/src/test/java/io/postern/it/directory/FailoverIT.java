package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.Deadline;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two real domain controllers with the same accounts, and the preferred one stalled or killed under
 * load. Every decision asks a controller: nothing is remembered here.
 */
class FailoverIT {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));

  /** A busy build machine is not held to the limit. */
  private static final Duration BUSY = Duration.ofSeconds(60);

  private static final List<String> USERS = List.of("u.ok", "u.ok2", "u.nested", "u.noupn");
  private SambaAd first;
  private SambaAd second;

  /** How the preferred controller goes away. */
  private enum Fault {
    STALLED,
    KILLED;

    void happenTo(SambaAd controller) {
      if (this == STALLED) {
        controller.stall();
      } else {
        controller.kill();
      }
    }
  }

  /** One decision. */
  private record Decided(Outcome outcome, Duration took) {}

  @BeforeEach
  void start() {
    first = SambaAd.start();
    second = SambaAd.start();
  }

  @AfterEach
  void stop() {
    try (SambaAd one = first;
        SambaAd other = second) {
      LOG.debug("ends {} and {}", one, other);
    }
  }

  @ParameterizedTest
  @CsvSource({"STALLED, true", "STALLED, false", "KILLED, true", "KILLED, false"})
  void prove_preferredControllerGoesAwayUnderLoad_nobodyIsToldThatThePasswordIsWrong(
      Fault fault, boolean searching) throws Exception {
    LdapSettings settings = settings(searching);
    Map<String, String> wrong = wrongUsers();
    try (LdapDirectory directory = LdapDirectory.open(settings, LdapListener.NONE)) {
      Load load = new Load(directory, settings);
      load.awaitWarm();
      fault.happenTo(first);
      Map<String, Outcome> refused = new LinkedHashMap<>();
      wrong.forEach(
          (user, name) ->
              refused.put(user, Asked.outcome(directory, name, "wrong", due(settings))));
      List<Decided> decided = load.end();

      report(fault, searching, settings, decided);
      assertThat(decided).noneMatch(one -> one.outcome() instanceof Verdict.Rejected);
      assertThat(percentile(decided, 99)).isLessThanOrEqualTo(FULL ? limit(settings) : BUSY);
      if (fault == Fault.STALLED) {
        first.resume();
      }
      refused.forEach((user, outcome) -> assertCountedOnce(fault, user, outcome));
      assertThat(refused.values()).anyMatch(Verdict.Rejected.class::isInstance);
    }
  }

  /** By each form of a name; somebody else for each, so that what is counted is told apart. */
  private static Map<String, String> wrongUsers() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("u.colon", "u.colon");
    names.put("u.lockme", "u.lockme@" + SambaAd.DOMAIN);
    names.put("u.neverexp", "CORP\\u.neverexp");
    names.put("u.soon", "CN=u.soon,OU=People," + SambaAd.BASE);
    return names;
  }

  /**
   * A bind that was on its way to the controller when it stalled may count there, and a killed one
   * has taken its count along; but never two binds for one password.
   */
  private void assertCountedOnce(Fault fault, String user, Outcome outcome) {
    long atFirst = fault == Fault.KILLED ? 0 : first.number(user, "badPwdCount");
    long all = atFirst + second.number(user, "badPwdCount");
    LOG.info("failover, {}: wrong password of {}: {}, counted {}", fault, user, word(outcome), all);
    if (outcome instanceof Verdict.Rejected) {
      assertThat(all).as(user).isEqualTo(1);
    } else {
      assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
      assertThat(all).as(user).isLessThanOrEqualTo(1);
    }
  }

  private LdapSettings settings(boolean searching) {
    LdapSettingsBuilder settings =
        first
            .settings(Mode.LDAPS)
            .servers(List.of(first.server(Mode.LDAPS), second.server(Mode.LDAPS)))
            .connectTimeout(Duration.ofSeconds(2))
            .requestTimeout(Duration.ofSeconds(4));
    return (searching ? settings.serviceAccount(SambaAd.service()) : settings).build();
  }

  private static void report(
      Fault fault, boolean searching, LdapSettings settings, List<Decided> decided) {
    long yes =
        decided.stream().filter(one -> one.outcome() instanceof Verdict.Authenticated).count();
    long no = decided.stream().filter(one -> one.outcome() instanceof Verdict.Rejected).count();
    LOG.info(
        "failover, {}, {}: {} decisions, right {}, 407 {}, 503 {}; p50 {} ms, p99 {} ms, longest {}"
            + " ms of {} ms",
        fault.name().toLowerCase(Locale.ROOT),
        searching ? "service account" : "no service account",
        decided.size(),
        yes,
        no,
        decided.size() - yes - no,
        percentile(decided, 50).toMillis(),
        percentile(decided, 99).toMillis(),
        percentile(decided, 100).toMillis(),
        limit(settings).toMillis());
  }

  /** What the program gives a decision. */
  private static Deadline due(LdapSettings settings) {
    return Deadline.after(settings.requestTimeout());
  }

  private static Duration limit(LdapSettings settings) {
    return settings.connectTimeout().plus(settings.requestTimeout());
  }

  private static Duration percentile(List<Decided> decided, int percent) {
    List<Duration> sorted = decided.stream().map(Decided::took).sorted().toList();
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  private static String word(Outcome outcome) {
    return outcome instanceof Verdict.Rejected rejected
        ? rejected.reason().label()
        : outcome.getClass().getSimpleName();
  }

  /** Users who sign in with their right passwords, again and again. */
  private final class Load {
    private final LdapDirectory directory;
    private final LdapSettings settings;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch before = new CountDownLatch(20);
    private final CountDownLatch bySecond = new CountDownLatch(100);
    private final ExecutorService threads = Executors.newFixedThreadPool(USERS.size());
    private final List<Future<List<Decided>>> users = new ArrayList<>();

    Load(LdapDirectory directory, LdapSettings settings) {
      this.directory = directory;
      this.settings = settings;
      USERS.forEach(user -> users.add(threads.submit(() -> signInUntilOver(user))));
    }

    void awaitWarm() throws InterruptedException {
      assertThat(before.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Waits until the other controller has done its share of the work. */
    List<Decided> end() throws Exception {
      assertThat(bySecond.await(60, TimeUnit.SECONDS)).isTrue();
      over.set(true);
      threads.shutdown();
      List<Decided> all = new ArrayList<>();
      for (Future<List<Decided>> user : users) {
        all.addAll(user.get());
      }
      return all;
    }

    private List<Decided> signInUntilOver(String user) {
      List<Decided> decided = new ArrayList<>();
      while (!over.get()) {
        long started = System.nanoTime();
        Outcome outcome = Asked.outcome(directory, user, SambaAd.PASSWORD, due(settings));
        if (before.getCount() == 0) {
          decided.add(new Decided(outcome, Duration.ofNanos(System.nanoTime() - started)));
        }
        if (outcome instanceof Verdict.Authenticated) {
          before.countDown();
          if (!String.valueOf(outcome.evidence().server()).startsWith(first.address() + ":")) {
            bySecond.countDown();
          }
        }
      }
      return decided;
    }
  }
}
