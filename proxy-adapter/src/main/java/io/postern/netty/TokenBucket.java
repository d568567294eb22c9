package io.postern.netty;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate that octets may have. They are taken first and waited for afterwards, so every taker waits
 * for what it took itself: takers have turns, and none starves. Thread-safe without a lock.
 */
final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long octetsPerSecond;

  /** When all that was taken will have been earned: a full bucket is a second ahead. */
  private final AtomicLong earned;

  /** Makes a full one. {@code now} and all other times are on {@link System#nanoTime}'s clock. */
  TokenBucket(long octetsPerSecond, long now) {
    this.octetsPerSecond = octetsPerSecond;
    this.earned = new AtomicLong(now - SECOND);
  }

  /**
   * Takes octets, be there so many or not.
   *
   * @return the nanoseconds until they are earned; 0: they are
   */
  long take(int octets, long now) {
    long cost = octets * SECOND / octetsPerSecond;
    long before;
    long after;
    do {
      before = earned.get();
      long full = now - SECOND;
      after = (before - full < 0 ? full : before) + cost;
    } while (!earned.compareAndSet(before, after));
    return Math.max(0, after - now);
  }

  boolean isFull(long now) {
    return now - earned.get() >= SECOND;
  }
}
