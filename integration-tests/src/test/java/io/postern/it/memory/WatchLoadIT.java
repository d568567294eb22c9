package io.postern.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.cache.MemorySettings;
import io.postern.it.directory.LdapTap;
import io.postern.it.directory.SambaAd;
import io.postern.it.peer.Eventually;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a real domain controller is asked while nobody signs in for the first time, counted on the
 * way to it: the same for no user and for many that are at work.
 */
@Timeout(600)
class WatchLoadIT {
  private static final Logger LOG = LoggerFactory.getLogger(WatchLoadIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));
  private static final int USERS = FULL ? 2_000 : 100;
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** Long enough for the watch to look at everybody before anybody is asked about again. */
  private static final Duration FRESH = FULL ? Duration.ofSeconds(60) : Duration.ofSeconds(10);

  /** Each user's password would have been asked about meanwhile. */
  private static final int INTERVALS = (int) (FRESH.toMillis() * 5 / 4 / INTERVAL.toMillis());

  private static final int IDLE_INTERVALS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Reads the number of the last change. */
  private static final String LOOK = "search  (objectClass=*)";

  private SambaAd controller;
  private LdapTap tap;
  private Remembered postern;

  @BeforeEach
  void start() {
    controller = SambaAd.start("POSTERN_AD_STAFF=" + USERS);
    tap = new LdapTap(controller.address(), 389);
    // The first sign-in of an account is written into it; these were at work yesterday.
    try (Remembered yesterday = remembered()) {
      signInAll(yesterday);
    }
    postern = remembered();
  }

  @AfterEach
  void stop() {
    if (postern != null) {
      postern.close();
    }
    if (tap != null) {
      tap.close();
    }
    if (controller != null) {
      controller.close();
    }
  }

  @Test
  void watch_activeUsersOrNone_isOneSearchInAnInterval() {
    List<Integer> idle = intervals(IDLE_INTERVALS, 0);
    report("nobody", idle);
    assertThat(idle).containsOnly(1);

    signInAll(postern);
    // Each is looked at once, in company with others.
    report(USERS + " users who have just signed in", intervals(INTERVALS * 2 / 3, USERS));
    int from = tap.count();
    List<Integer> active = intervals(INTERVALS, USERS);
    report(USERS + " active users", active);
    assertThat(active).containsOnly(1);
    assertThat(tap.asked(from)).noneMatch(asked -> asked.startsWith("bind"));

    controller.modify(
        "dn: CN=Staff 00001,OU=Staff," + SambaAd.BASE,
        "changetype: modify",
        "replace: description",
        "description: changed");
    List<Integer> changed = intervals(INTERVALS / 4, USERS);
    report(USERS + " active users, one of whom is written to", changed);
    // The number of the last change, what changed, what was deleted; and who was written to is
    // asked about as at a first sign-in: whose name it is, and the groups.
    assertThat(changed).allMatch(searches -> searches <= 5);
  }

  private Remembered remembered() {
    MemorySettings settings = MemorySettings.DEFAULT;
    return new Remembered(
        LdapDirectory.open(
            controller
                .settings(Mode.NONE)
                .servers(List.of(new ServerAddress(false, "127.0.0.1", tap.port())))
                .serviceAccount(SambaAd.service())
                .build(),
            LdapListener.NONE),
        new MemorySettings(
            settings.maximumUsers(),
            FRESH,
            settings.staleFor(),
            settings.rejectedFor(),
            settings.supersede(),
            Duration.ZERO,
            settings.shield(),
            settings.workers(),
            settings.queue(),
            Duration.ofSeconds(20)),
        INTERVAL);
  }

  private static void signInAll(Remembered postern) {
    for (int i = 1; i <= USERS; i++) {
      signIn(postern, i);
    }
  }

  private static void signIn(Remembered postern, int user) {
    String name = String.format(Locale.ROOT, "s%05d", user);
    String password = String.format(Locale.ROOT, "Staff-%05d", user);
    assertThat(postern.answer(name, password)).isInstanceOf(Verdict.Authenticated.class);
  }

  /** The searches of so many whole intervals, in which so many users are at work. */
  private List<Integer> intervals(int count, int users) {
    int from = tap.count();
    AtomicInteger next = new AtomicInteger();
    return Eventually.see(
        count + " intervals",
        PATIENCE,
        () -> {
          for (int i = 0; i < users / 5; i++) {
            signIn(postern, next.getAndIncrement() % users + 1);
          }
          List<Integer> whole = whole(tap.asked(from));
          return whole.size() < count ? null : whole.subList(0, count);
        });
  }

  /** How many searches there were from one look at the number of the last change to the next. */
  private static List<Integer> whole(List<String> asked) {
    List<Integer> searches = new ArrayList<>();
    int count = 0;
    for (String each : asked) {
      if (each.equals(LOOK)) {
        searches.add(count);
        count = 0;
      }
      // Asking whether the server is there, at the start, is not the watch's.
      count += each.startsWith("search") && !each.contains("NtVer") ? 1 : 0;
    }
    return searches.isEmpty() ? searches : searches.subList(1, searches.size());
  }

  private static void report(String what, List<Integer> intervals) {
    Map<Integer, Integer> counts = new TreeMap<>();
    intervals.forEach(searches -> counts.merge(searches, 1, Integer::sum));
    LOG.info(
        "{}: {} intervals; with so many searches, so many: {}", what, intervals.size(), counts);
  }
}
