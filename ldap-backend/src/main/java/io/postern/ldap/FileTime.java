package io.postern.ldap;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** AD's clock: hundreds of nanoseconds since 1601, as text. */
final class FileTime {
  private static final long EPOCH_SECONDS = 11_644_473_600L;
  private static final long TICKS_A_SECOND = 10_000_000L;

  private FileTime() {}

  /** The moment; null for 0 and for the largest number, which both mean never. */
  static @Nullable Instant instant(@Nullable Long ticks) {
    if (ticks == null || ticks <= 0 || ticks == Long.MAX_VALUE) {
      return null;
    }
    return Instant.ofEpochSecond(
        ticks / TICKS_A_SECOND - EPOCH_SECONDS, ticks % TICKS_A_SECOND * 100);
  }

  /** The time span, which AD writes as a negative number; null for 0 and for "for ever". */
  static @Nullable Duration span(@Nullable Long ticks) {
    if (ticks == null || ticks >= 0 || ticks == Long.MIN_VALUE) {
      return null;
    }
    return Duration.ofSeconds(-ticks / TICKS_A_SECOND, -ticks % TICKS_A_SECOND * 100);
  }
}
