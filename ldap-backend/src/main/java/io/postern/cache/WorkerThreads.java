package io.postern.cache;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * As many daemon threads as the directory has connections, since a bind blocks its thread. No more
 * tasks wait than are likely to have their turn in time, as fast as the directory answers at
 * present: the others are better refused at once.
 */
final class WorkerThreads implements Workers {
  /** What the directory took longer ago says nothing. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int SMOOTHING = 8;

  private final Threads threads;
  private final LinkedBlockingDeque<Runnable> queue;
  private final int workers;
  private final int unhurriedLimit;
  private final long patience;
  private final LongSupplier nanoTime;

  /** How long a task takes at present, and when the last one ended. */
  private volatile Pace pace;

  /**
   * Makes threads that start when they are needed.
   *
   * @param queueSize the most that may wait
   * @param patience for how long a task may wait
   */
  WorkerThreads(int workers, int queueSize, Duration patience, LongSupplier nanoTime) {
    this.workers = workers;
    this.queue = new LinkedBlockingDeque<>(queueSize);
    this.unhurriedLimit = Math.max(1, queueSize / 4);
    this.patience = patience.toNanos();
    this.nanoTime = nanoTime;
    this.pace = new Pace(0, nanoTime.getAsLong());
    this.threads = new Threads();
  }

  @Override
  public boolean offer(Runnable task) {
    if (queue.size() >= limit()) {
      return false;
    }
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public boolean offer(Runnable task, Runnable refused) {
    return offer(new Refusable(task, refused));
  }

  @Override
  public boolean offerUnhurried(Runnable task) {
    return queue.size() < unhurriedLimit && offer(task);
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  /** How many may wait. */
  private int limit() {
    Pace now = pace;
    boolean isKnown = now.nanos > 0 && nanoTime.getAsLong() - now.at < REMEMBERED_NANOS;
    return isKnown
        ? (int) Math.min(Integer.MAX_VALUE, Math.max(1, patience / now.nanos) * workers)
        : Integer.MAX_VALUE;
  }

  private synchronized void took(long nanos) {
    long before = pace.nanos;
    long smoothed = before == 0 ? nanos : before + (nanos - before) / SMOOTHING;
    pace = new Pace(Math.max(1, smoothed), nanoTime.getAsLong());
  }

  /** Refuses those that came last, as far as they can be refused. */
  private void shed() {
    int limit = limit();
    while (queue.size() > limit
        && queue.peekLast() instanceof Refusable last
        && queue.removeLastOccurrence(last)) {
      last.refused.run();
    }
  }

  private record Pace(long nanos, long at) {}

  /** A task that somebody waits for, and who must be told when it does not have its turn. */
  private record Refusable(Runnable task, Runnable refused) implements Runnable {
    @Override
    public void run() {
      task.run();
    }
  }

  private final class Threads extends ThreadPoolExecutor {
    private final ThreadLocal<Long> began = ThreadLocal.withInitial(nanoTime::getAsLong);

    Threads() {
      super(workers, workers, 30, TimeUnit.SECONDS, queue, daemons());
      allowCoreThreadTimeOut(true);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      began.set(nanoTime.getAsLong());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable defect) {
      took(nanoTime.getAsLong() - began.get());
      shed();
    }

    private static ThreadFactory daemons() {
      AtomicInteger number = new AtomicInteger();
      return task -> {
        Thread thread = new Thread(task, "postern-directory-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
      };
    }
  }
}
