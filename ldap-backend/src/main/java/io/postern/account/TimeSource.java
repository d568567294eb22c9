package io.postern.account;

import java.time.Duration;
import java.time.Instant;

/** What time it is, and who wakes us: the system's clocks, or a test's. Thread-safe. */
public interface TimeSource {

  /** A point on a clock that only goes forward: see {@link System#nanoTime}. */
  long nanoTime();

  /** The time of day, as directories write it. */
  Instant now();

  /** Runs a short task once, on the time source's own thread. */
  Alarm after(Duration delay, Runnable task);

  /** A deadline on this time source's clock. */
  default Deadline deadline(Duration fromNow) {
    return new Deadline(nanoTime() + fromNow.toNanos());
  }

  /** A task that is still to run. */
  interface Alarm {
    /** Forgets the task if it has not begun. */
    void cancel();
  }
}
