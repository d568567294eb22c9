package io.postern.cache;

import io.postern.spi.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the directory can be asked, as the last questions showed. Thread-safe. While it cannot, a
 * user verified before is served at once, and one question a second tries whether it is back.
 */
final class Availability {
  /** After the return, for how long users past their freshness are asked about unhurriedly. */
  static final Duration RETURN = Duration.ofSeconds(20);

  private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);
  private static final int FAILURES_OF_AN_OUTAGE = 2;

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong tried;
  private volatile boolean down;
  private volatile long returned;

  Availability(long now) {
    tried = new AtomicLong(now);
    returned = now - RETURN.toNanos();
  }

  /** The directory answered, whatever it said. */
  void answered(long now) {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (down) {
      returned = now;
      down = false;
    }
  }

  /** The directory did not answer. */
  void failed(Outcome.Cause cause) {
    boolean certain = cause == Outcome.Cause.UNREACHABLE;
    if (failures.incrementAndGet() >= FAILURES_OF_AN_OUTAGE || certain) {
      down = true;
    }
  }

  boolean isDown() {
    return down;
  }

  /** Whether it cannot be asked, or has been back so shortly that all ask at once. */
  boolean isDownOrReturning(long now) {
    return down || now - returned < RETURN.toNanos();
  }

  /** Whether it is this caller who tries if the directory is back. */
  boolean claimTrial(long now) {
    long last = tried.get();
    return now - last >= BETWEEN_TRIALS.toNanos() && tried.compareAndSet(last, now);
  }
}
