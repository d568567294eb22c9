package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.TimeSource;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long what is remembered holds. Thread-safe. */
final class Retention {
  /** How often, at most, one account is looked at because something made it doubtful. */
  static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(30);

  /** How long a name that nobody has is remembered: an account just made must work soon. */
  static final Duration NOBODY_FOR = Duration.ofSeconds(15);

  /** How long servers may disagree about a password that has just changed. */
  static final Duration REPLICATION = Duration.ofMinutes(2);

  /** How far the clocks of a domain are apart at most: no ticket is taken beyond. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** How long searches keep a password fresh: they do not show all that a bind would. */
  static final Duration BIND_AGAIN_AFTER = Duration.ofHours(1);

  /** AD writes an end of all time, which no clock of nanoseconds reaches. */
  private static final Duration FORESEEABLE = Duration.ofDays(36_500);

  private final MemorySettings settings;
  private final DoubleSupplier random;

  /** Makes the terms; {@code random} gives numbers from 0 to 1. */
  Retention(MemorySettings settings, DoubleSupplier random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * The trust in a password that was found right now. Users who came together are spread, so that
   * they do not come back together; nobody is trusted beyond an expiry that is known.
   *
   * @param state of the account; null where nobody can search
   */
  Trust trust(TimeSource time, Identity identity, @Nullable AccountState state) {
    long now = time.nanoTime();
    long fresh = freshFor();
    long refreshAt = now + (long) (fresh * (0.6 + 0.25 * random.getAsDouble()));
    long freshUntil = now + (long) (fresh * (0.9 + 0.1 * random.getAsDouble()));
    long staleUntil = freshUntil + settings.staleFor().toNanos();
    long bindBy = now + (long) (BIND_AGAIN_AFTER.toNanos() * (0.75 + 0.25 * random.getAsDouble()));
    return new Trust(now, now, refreshAt, freshUntil, staleUntil, Long.MAX_VALUE, bindBy)
        .until(expiry(time, identity, state));
  }

  /**
   * When the password or the account expires, on the time source's clock, though it be long after
   * the trust ends: a tunnel may be open. {@link Long#MAX_VALUE}: in no foreseeable time.
   */
  long expiry(TimeSource time, Identity identity, @Nullable AccountState state) {
    Instant expires = earlier(identity.passwordExpires(), state);
    return expires == null || expires.isAfter(time.now().plus(FORESEEABLE))
        ? Long.MAX_VALUE
        : time.nanoTime() + Math.max(0, Duration.between(time.now(), expires).toNanos());
  }

  /**
   * Whether the account watch is to look at the account, well before it is time for another bind.
   */
  boolean isForLook(Trust trust, long now) {
    return trust.isFresh(now)
        && now - (trust.refreshAt() - freshFor() * 3 / 10) >= 0
        && now + freshFor() - trust.bindBy() <= 0;
  }

  /**
   * Whether a password that the directory found right was the current one, for all that is known:
   * not the former one, which is taken for some time after a change.
   */
  boolean wasCurrent(Trust trust, AccountState state, TimeSource time) {
    Instant set = state.passwordSet();
    Instant proven = time.now().minusNanos(time.nanoTime() - trust.provenAt());
    return set != null && !set.plus(formerIsTakenFor()).isAfter(proven);
  }

  private static @Nullable Instant earlier(
      @Nullable Instant passwordExpires, @Nullable AccountState state) {
    Instant allowedUntil = state == null ? null : state.allowedUntil();
    if (allowedUntil == null || passwordExpires == null) {
      return allowedUntil == null ? passwordExpires : allowedUntil;
    }
    return allowedUntil.isBefore(passwordExpires) ? allowedUntil : passwordExpires;
  }

  /** What is remembered of an account that may not sign in. */
  Refusal refusal(Verdict.Reason reason, @Nullable Identity identity, long now) {
    return Refusal.of(reason, identity, now + LOOK_AGAIN_AFTER.toNanos());
  }

  /** A trust that was ended, as far as it would have reached: not fresh, but good for an outage. */
  Trust restored(Trust ended) {
    return ended.restored(ended.provenAt() + freshFor() + settings.staleFor().toNanos());
  }

  /** In nanoseconds. */
  long freshFor() {
    return settings.freshFor().toNanos();
  }

  boolean supersedes() {
    return settings.supersede();
  }

  long supersededUntil(long now) {
    Duration period = settings.oldPasswordPeriod();
    Duration longer =
        period.compareTo(settings.rejectedFor()) > 0 ? period : settings.rejectedFor();
    return now + longer.toNanos();
  }

  /**
   * Whether a password that was right all the while makes any other that is found right now the
   * newer one: a directory takes the former password for some time, and no longer.
   */
  boolean isOlderThanAny(Trust trust, long now) {
    return now - trust.firstAt() >= formerIsTakenFor().toNanos();
  }

  /** By every directory for as long as a server may lag. */
  private Duration formerIsTakenFor() {
    return settings.oldPasswordPeriod().plus(REPLICATION);
  }

  /**
   * Until when a password that was rejected now is answered here. A rejection soon after a change
   * may come from a server that has not heard of the new password: it is kept for a shorter time.
   */
  long rejectedUntil(long now, boolean settled) {
    long full = settings.rejectedFor().toNanos();
    return now + (settled ? full : Math.min(full, REPLICATION.toNanos()));
  }

  /** Since when a password has been set, however far the clocks are apart; now: only just. */
  static long surelySet(@Nullable Instant passwordSet, TimeSource time) {
    Duration ago =
        passwordSet == null
            ? Duration.ZERO
            : Duration.between(passwordSet.plus(CLOCK_SKEW), time.now());
    return time.nanoTime() - Math.max(0, Math.min(ago.toSeconds(), 86_400)) * 1_000_000_000;
  }

  /** Whether every server must know by now of a change that was seen this long ago. */
  static boolean isSettled(long sinceVersionSeen) {
    return sinceVersionSeen >= REPLICATION.toNanos();
  }
}
