package io.postern.cache;

import io.postern.account.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** A clock that moves when a test says so, and then runs what is due, in order. Thread-safe. */
final class VirtualTime implements TimeSource {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private volatile long nanos;
  private long sequence;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable task) {
    Due entry = new Due(nanos + delay.toNanos(), sequence++, task);
    due.add(entry);
    return () -> cancel(entry);
  }

  /** Moves the clock. */
  void advance(Duration by) {
    long end = nanos + by.toNanos();
    Due next = next(end);
    while (next != null) {
      next.task.run();
      next = next(end);
    }
    nanos = end;
  }

  /** When the next alarm is due; {@link Long#MAX_VALUE} if none is. */
  synchronized long nextAlarm() {
    return due.isEmpty() ? Long.MAX_VALUE : due.peek().at;
  }

  private synchronized Due next(long end) {
    if (due.isEmpty() || due.peek().at > end) {
      return null;
    }
    Due next = due.poll();
    nanos = Math.max(nanos, next.at);
    return next;
  }

  private synchronized void cancel(Due entry) {
    due.remove(entry);
  }

  private record Due(long at, long sequence, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
    }
  }
}
