package io.postern.embedded;

import java.time.Duration;
import java.time.Instant;

/** AD's time stamps and spans: counts of 100 ns, stamps from 1601 on ([MS-DTYP] 2.3.3). */
final class FileTime {
  /** What stands for "never" in accountExpires and in the computed expiry time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long UNITS_PER_SECOND = 10_000_000;
  private static final long EPOCH_SECONDS = Instant.parse("1601-01-01T00:00:00Z").getEpochSecond();

  private FileTime() {}

  static long of(Instant moment) {
    return (moment.getEpochSecond() - EPOCH_SECONDS) * UNITS_PER_SECOND + moment.getNano() / 100;
  }

  static Instant instant(long fileTime) {
    return Instant.ofEpochSecond(
        EPOCH_SECONDS + fileTime / UNITS_PER_SECOND, fileTime % UNITS_PER_SECOND * 100);
  }

  /** A span as an attribute has it: negative. */
  static long span(Duration span) {
    return -units(span);
  }

  static long units(Duration span) {
    return span.getSeconds() * UNITS_PER_SECOND + span.getNano() / 100;
  }

  /** A stored span; zero and the most negative number stand for "no end". */
  static boolean isEndless(long storedSpan) {
    return storedSpan == 0 || storedSpan == Long.MIN_VALUE;
  }
}
