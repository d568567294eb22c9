package io.postern.cache;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * As many daemon threads as the directory has connections, since a bind blocks its thread. Once a
 * task has waited too long, no more may wait than have their turn in time at the pace that it saw:
 * a directory that cannot keep up would else spend itself on questions whose time is nearly up.
 */
final class WorkerThreads implements Workers {
  private final ThreadPoolExecutor threads;
  private final BlockingQueue<Runnable> queue;
  private final int workers;
  private final int queueSize;
  private final long patience;
  private final LongSupplier nanoTime;

  /** How many may wait. Workers write it as they please: each has seen a pace of late. */
  private volatile int limit;

  /**
   * Makes threads that start when they are needed.
   *
   * @param queueSize the most that may wait
   * @param patience for how long a task may wait
   */
  WorkerThreads(int workers, int queueSize, Duration patience, LongSupplier nanoTime) {
    this.workers = workers;
    this.queueSize = queueSize;
    this.patience = patience.toNanos();
    this.nanoTime = nanoTime;
    limit = queueSize;
    queue = new ArrayBlockingQueue<>(queueSize);
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            workers,
            workers,
            30,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread = new Thread(task, "postern-directory-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public boolean offer(Runnable task) {
    return offer(task, limit);
  }

  @Override
  public boolean offerUnhurried(Runnable task) {
    return offer(task, Math.min(limit, Math.max(1, queueSize / 4)));
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private boolean offer(Runnable task, int most) {
    int ahead = queue.size();
    if (ahead >= most) {
      return false;
    }
    try {
      threads.execute(new Waiting(task, ahead + 1, nanoTime.getAsLong()));
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  private void learn(int place, long waited) {
    if (queue.isEmpty()) {
      limit = queueSize;
    } else if (waited > patience || limit < queueSize) {
      long inTime = place * patience / Math.max(1, waited);
      limit = (int) Math.max(workers, Math.min(queueSize, inTime));
    }
  }

  /** A task, its place in the queue, and when it took it. */
  private final class Waiting implements Runnable {
    private final Runnable task;
    private final int place;
    private final long since;

    Waiting(Runnable task, int place, long since) {
      this.task = task;
      this.place = place;
      this.since = since;
    }

    @Override
    public void run() {
      learn(place, nanoTime.getAsLong() - since);
      task.run();
    }
  }
}
