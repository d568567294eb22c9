package io.postern.standalone.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets something be said at once, and then once a minute at most. Thread-safe. */
public final class OnceAMinute {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final AtomicLong last;

  /** Makes one, on this clock. */
  public OnceAMinute(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = new AtomicLong(nanoTime.getAsLong() - MINUTE);
  }

  /** Whether it may be said now; then it counts as said. */
  public boolean isDue() {
    long now = nanoTime.getAsLong();
    long before = last.get();
    return now - before >= MINUTE && last.compareAndSet(before, now);
  }
}
