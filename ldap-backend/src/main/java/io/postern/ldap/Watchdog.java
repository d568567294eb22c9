package io.postern.ldap;

import io.postern.account.Deadline;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts what outlives its deadline. The SDK's timeouts are for one read or one message each, so a
 * server that sends a byte a second, or entries without end, would never meet them. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "postern-ldap-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Runs {@code cut} at the deadline, unless the alarm is closed before. */
  Alarm at(Deadline deadline, Runnable cut) {
    try {
      ScheduledFuture<?> alarm =
          timer.schedule(cut, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return () -> alarm.cancel(false);
    } catch (RejectedExecutionException closed) {
      cut.run();
      return () -> {};
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** A cut that is to come. */
  @FunctionalInterface
  interface Alarm extends AutoCloseable {
    @Override
    void close();
  }
}
