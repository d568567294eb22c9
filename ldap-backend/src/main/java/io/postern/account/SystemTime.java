package io.postern.account;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The system's clocks, and one daemon thread that wakes us until it is closed. */
public final class SystemTime implements TimeSource, AutoCloseable {
  private final ScheduledThreadPoolExecutor waker;

  /** Makes a time source whose thread has this name. */
  public SystemTime(String threadName) {
    waker =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    // Most alarms are deadlines that are met: without this each would stay until it is due.
    waker.setRemoveOnCancelPolicy(true);
    waker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    try {
      Future<?> future = waker.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    waker.shutdownNow();
  }
}
