package io.postern.standalone.config;

import io.postern.cache.Fleet;
import io.postern.cache.MemorySettings;
import io.postern.cache.ShieldSettings;
import io.postern.ldap.ForestSettings;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of {@code cache}, {@code lockout-shield} and {@code account-watch}. */
final class CacheKeys {
  private static final Key<Integer> MAXIMUM_USERS =
      Key.of(
          "cache.maximum-users",
          Kinds.number(1, 10_000_000),
          "100000",
          "20000",
          "How many accounts are remembered at most.");

  private static final Key<Duration> FRESH_FOR =
      Key.of(
          "cache.fresh-for",
          Kinds.DURATION,
          "5m",
          "1m",
          "How long a verified password is trusted without another look at the directory, be it a"
              + " bind or the account watch's.");

  private static final Key<Duration> STALE_FOR =
      Key.of(
          "cache.stale-for",
          Kinds.DURATION,
          "1h",
          "8h",
          "How much longer it is trusted while the directory cannot be asked; `0` turns it off.");

  private static final Key<Duration> REJECTED_FOR =
      Key.of(
          "cache.rejected-for",
          Kinds.DURATION,
          "10m",
          "30m",
          "How long a known-wrong password is answered here, unless the account's password"
              + " changes before.");

  private static final Key<Boolean> REFUSE_FORMER =
      Key.of(
          "cache.refuse-former-passwords",
          Kinds.BOOLEAN,
          "true",
          "false",
          "Whether a password that another one has replaced is refused at once, although Active"
              + " Directory goes on accepting it for an hour.");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "cache",
          "What is remembered of an account. Passwords never are: only keyed digests.",
          List.of(MAXIMUM_USERS, FRESH_FOR, STALE_FOR, REJECTED_FOR, REFUSE_FORMER));

  private static final Key<Optional<Integer>> FAILED_BINDS =
      Key.of(
          "lockout-shield.failed-binds",
          Kinds.orAuto(Kinds.number(1, 1000)),
          "auto",
          "3",
          "How many wrong passwords of one account are passed on to the directory in `window`."
              + " `auto` stays 2 below the threshold of the domain's policy.");

  private static final Key<Optional<Duration>> WINDOW =
      Key.of(
          "lockout-shield.window",
          Kinds.orAuto(Kinds.DURATION),
          "auto",
          "30m",
          "How long a wrong password counts. `auto` is the window of the domain's policy.");

  private static final Key<Integer> PROXIES =
      Key.of(
          "lockout-shield.proxies",
          Kinds.number(1, 1000),
          "1",
          "4",
          "How many Posterns ask the same directory. They share nothing but the directory's own"
              + " counters.");

  private static final Key<Optional<Integer>> PROXY =
      Key.of(
          "lockout-shield.proxy",
          Kinds.orAuto(Kinds.number(1, 1000)),
          "auto",
          "2",
          "Which of the `proxies` this one is, another number for each. Then they take turns by the"
              + " clock at an account's last attempts, and together never overdraw it; `auto`"
              + " leaves it to chance that they do not meet.");

  private static final Key<Duration> TURN =
      Key.of(
          "lockout-shield.turn",
          Kinds.DURATION,
          "1s",
          "2s",
          "How long a turn is, the same for all of them: the clocks must be together, and the"
              + " directory must count a bind, within a quarter of it. An unknown password may wait"
              + " for `proxies` turns.");

  static final KeyTable.Section LOCKOUT_SHIELD =
      new KeyTable.Section(
          "lockout-shield",
          "Keeps wrong passwords that come through the proxy from locking an account.",
          List.of(FAILED_BINDS, WINDOW, PROXIES, PROXY, TURN));

  private static final Key<Duration> INTERVAL =
      Key.of(
          "account-watch.interval",
          Kinds.DURATION,
          "5s",
          "10s",
          "How often the directory is asked what changed, for all users at once; `0` turns it"
              + " off.");

  static final KeyTable.Section ACCOUNT_WATCH =
      new KeyTable.Section(
          "account-watch",
          "Ends what no longer holds, seconds after a password, an account or a group changed."
              + " Needs a service account.",
          List.of(INTERVAL));

  private CacheKeys() {}

  static void check(Values values) {
    if (values.get(FRESH_FOR).isZero()) {
      values.problem(FRESH_FOR.path(), "must be longer than 0");
    }
    if (values.get(REJECTED_FOR).isZero()) {
      values.problem(REJECTED_FOR.path(), "must be longer than 0");
    }
    if (values.get(WINDOW).filter(Duration::isZero).isPresent()) {
      values.problem(WINDOW.path(), "must be longer than 0");
    }
    checkTurns(values, values.get(PROXIES), values.get(TURN));
  }

  private static void checkTurns(Values values, int proxies, Duration turn) {
    int proxy = values.get(PROXY).orElse(0);
    Duration timeout = values.get(DirectoryKeys.REQUEST_TIMEOUT);
    if (turn.isZero()) {
      values.problem(TURN.path(), "must be longer than 0");
    } else if (proxy > 0) {
      if (proxy > proxies) {
        values.problem(PROXY.path(), "must not be above lockout-shield.proxies, " + proxies);
      }
      if (turn.multipliedBy(proxies).compareTo(timeout) >= 0) {
        values.problem(
            PROXY.path(),
            "a turn comes round every "
                + Kinds.text(turn.multipliedBy(proxies))
                + ", which directory.request-timeout, "
                + Kinds.text(timeout)
                + ", must exceed: make that longer, or lockout-shield.turn shorter");
      }
    }
  }

  /** How the directory is watched; null: not at all. */
  static @Nullable WatchSettings watch(Values values, ForestSettings directory) {
    Duration interval = values.get(INTERVAL);
    return interval.isZero() || !directory.hasServiceAccount()
        ? null
        : new WatchSettings(interval, directory.first().requestTimeout());
  }

  /** The settings of a memory in front of this directory. */
  static MemorySettings settings(Values values, ForestSettings directory) {
    MemorySettings byDefault = MemorySettings.DEFAULT;
    ShieldSettings shield =
        new ShieldSettings(
            values.get(FAILED_BINDS).orElse(null),
            values.get(WINDOW).orElse(null),
            byDefault.shield().assumedThreshold(),
            new Fleet(values.get(PROXIES), values.get(PROXY).orElse(0), values.get(TURN)));
    return new MemorySettings(
        values.get(MAXIMUM_USERS),
        values.get(FRESH_FOR),
        values.get(STALE_FOR),
        values.get(REJECTED_FOR),
        values.get(REFUSE_FORMER),
        byDefault.oldPasswordPeriod(),
        shield,
        directory.connections(),
        byDefault.queue(),
        directory.first().requestTimeout());
  }
}
