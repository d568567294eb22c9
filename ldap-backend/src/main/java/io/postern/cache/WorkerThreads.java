package io.postern.cache;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** As many daemon threads as the directory has connections, since a bind blocks its thread. */
final class WorkerThreads implements Workers {
  private final ThreadPoolExecutor threads;
  private final BlockingQueue<Runnable> queue;
  private final int unhurriedLimit;

  WorkerThreads(int workers, int queueSize) {
    queue = new ArrayBlockingQueue<>(queueSize);
    unhurriedLimit = Math.max(1, queueSize / 4);
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
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public boolean offerUnhurried(Runnable task) {
    return queue.size() < unhurriedLimit && offer(task);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
