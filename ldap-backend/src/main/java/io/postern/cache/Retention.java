package io.postern.cache;

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
  private static final Duration REPLICATION = Duration.ofMinutes(2);

  private final MemorySettings settings;
  private final DoubleSupplier random;

  /** Makes the terms; {@code random} gives numbers from 0 to 1. */
  Retention(MemorySettings settings, DoubleSupplier random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * The span of trust in a password that was found right now. Users who came together are spread,
   * so that they do not come back together; nobody is trusted beyond an expiry that is known.
   */
  Proven.Span span(long now, Instant wallNow, @Nullable Instant expires) {
    long fresh = settings.freshFor().toNanos();
    long refreshAt = now + (long) (fresh * (0.6 + 0.25 * random.getAsDouble()));
    long freshUntil = now + (long) (fresh * (0.9 + 0.1 * random.getAsDouble()));
    long staleUntil = freshUntil + settings.staleFor().toNanos();
    Duration longest = settings.freshFor().plus(settings.staleFor());
    if (expires == null || expires.isAfter(wallNow.plus(longest))) {
      return new Proven.Span(now, refreshAt, freshUntil, staleUntil, Long.MAX_VALUE);
    }
    long end = now + Math.max(0, Duration.between(wallNow, expires).toNanos());
    return new Proven.Span(
        now, refreshAt, Math.min(freshUntil, end), Math.min(staleUntil, end), end);
  }

  boolean supersedes() {
    return settings.supersede();
  }

  long supersededUntil(long now) {
    return now + settings.oldPasswordPeriod().toNanos();
  }

  /**
   * Until when a password that was rejected now is answered here. A rejection soon after a change
   * may come from a server that has not heard of the new password: it is kept for a shorter time.
   */
  long rejectedUntil(long now, boolean settled) {
    long full = settings.rejectedFor().toNanos();
    return now + (settled ? full : Math.min(full, REPLICATION.toNanos()));
  }

  /** Whether every server must know by now of a change that was seen this long ago. */
  static boolean isSettled(long sinceVersionSeen) {
    return sinceVersionSeen >= REPLICATION.toNanos();
  }

  long refusedUntil(long now) {
    return now + LOOK_AGAIN_AFTER.toNanos();
  }
}
