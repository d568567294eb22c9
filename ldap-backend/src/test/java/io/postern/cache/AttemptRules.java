package io.postern.cache;

import io.postern.cache.SimulationRules.Sent;
import io.postern.spi.Client;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of an account's attempts: none is spent that the shield forbids or whose end is
 * known, and none is refused while there are some. Confined to a stage.
 */
final class AttemptRules {
  /** For how long what was seen of a counter may be remembered, our own failures included. */
  private static final Duration REMEMBERED = Duration.ofSeconds(45);

  private final Stage stage;
  private final SimulatedDomain domain;
  private final MemorySettings settings;
  private final boolean searches;
  private final boolean takesTurns;
  private final Referee referee;
  private final Map<Sent, Map<Long, Integer>> rejections = new HashMap<>();
  private final Map<Account, Map<String, Rejection>> rejected = new HashMap<>();
  private final Map<Account, Set<String>> asked = new HashMap<>();

  AttemptRules(
      Stage stage,
      SimulatedDomain domain,
      MemorySettings settings,
      boolean searches,
      boolean takesTurns,
      Referee referee) {
    this.stage = stage;
    this.domain = domain;
    this.settings = settings;
    this.searches = searches;
    this.takesTurns = takesTurns;
    this.referee = referee;
  }

  /**
   * Failed binds stay two below the threshold. What fails elsewhere counts as well, unless it fails
   * after our last look; without any look nobody knows that it keeps our own failures counting.
   */
  void counted(SimulatedDomain.User user, int failures) {
    if (!searches && user.failuresElsewhere(Long.MIN_VALUE) > 0) {
      return;
    }
    int ours = failures - user.failuresElsewhere(stage.nanoTime() - settings.deadline().toNanos());
    int limit = settings.shield().limit(domain.policy());
    // Without turns, proxies may meet in the moment between a look at the counter and a bind.
    int proxies = settings.shield().fleet().proxies();
    int most = proxies == 1 || takesTurns ? limit : Math.max(limit + 1, proxies);
    referee.require(ours <= most, () -> failures + " failed binds under a limit of " + limit);
  }

  /**
   * A wrong password that we were told of is not sent again until the password changes; but twice
   * more at most, if it was sent just before the change and just after: another server might not
   * have heard of it.
   */
  void rejected(Sent sent, SimulatedDomain.User user) {
    long now = stage.nanoTime();
    long version = user.passwords.lastEntry().getValue().version();
    int times =
        rejections.computeIfAbsent(sent, first -> new HashMap<>()).merge(version, 1, Integer::sum);
    Map<String, Rejection> known =
        rejected.computeIfAbsent(
            new Account(sent.proxy(), sent.user(), null), a -> new HashMap<>());
    Rejection before = known.put(sent.password(), rejection(user, version));
    boolean isKnown = before != null && before.holds(now, version);
    // More than so many are forgotten.
    boolean isRemembered = known.size() <= Knowledge.MAXIMUM_REJECTED;
    referee.require(
        (!searches || times <= 3) && !(isKnown && isRemembered),
        () -> "a known wrong password is sent again: " + sent);
  }

  private Rejection rejection(SimulatedDomain.User user, long version) {
    long now = stage.nanoTime();
    if (!searches) {
      return new Rejection(version, now + settings.rejectedFor().toNanos());
    }
    Duration settledAfter =
        Retention.REPLICATION.plus(Retention.CLOCK_SKEW).plus(settings.deadline());
    boolean isSettled = user.passwords.lastKey() <= now - settledAfter.toNanos();
    return new Rejection(version, isSettled ? Long.MAX_VALUE : now);
  }

  /**
   * The shield refuses whoever guesses, and where failures are as many as may be, and nobody else.
   *
   * @param note of the answer; null: none
   */
  void answered(Sent sent, SimulatedDomain.User user, Client client, String note) {
    Set<String> passwords =
        asked.computeIfAbsent(
            new Account(sent.proxy(), sent.user(), client), first -> new HashSet<>());
    passwords.add(sent.password());
    if (isShield(note)) {
      referee.require(
          note.contains("guesses") ? passwords.size() >= Ledger.GUESSES : failures(user) >= limit(),
          () -> "the shield refuses what it need not: " + sent + note + passwords);
    }
  }

  static boolean isShield(String note) {
    return note != null && note.startsWith("lockout shield");
  }

  /** How many failures may stand against an account, for all that a proxy can have seen. */
  private int failures(SimulatedDomain.User user) {
    long now = stage.nanoTime();
    Long success = user.right.lower(now - REMEMBERED.toNanos());
    Duration window = domain.policy().window().plus(REMEMBERED);
    long later = now;
    int failures = 0;
    for (long at : user.wrong.descendingKeySet()) {
      boolean isForgiven = success != null && at < success && now - at > REMEMBERED.toNanos();
      if (isForgiven || later - at > window.toNanos()) {
        return failures;
      }
      later = at;
      failures += user.wrong.get(at);
    }
    return failures;
  }

  /** One below the threshold less for each proxy that may meet us, where they take no turns. */
  private int limit() {
    int limit = settings.shield().limit(domain.policy());
    int proxies = settings.shield().fleet().proxies();
    return proxies == 1 || takesTurns
        ? limit
        : Math.max(1, limit - Math.max(0, proxies - ShieldSettings.LEFT_TO_THE_USER));
  }

  /** An account at a proxy, and who asks about it; null: anybody. */
  private record Account(int proxy, String user, Client client) {}

  /** A password was found wrong, and is known to be so while it has that version and until then. */
  private record Rejection(long version, long until) {
    private boolean holds(long now, long current) {
      return version == current && now < until;
    }
  }
}
