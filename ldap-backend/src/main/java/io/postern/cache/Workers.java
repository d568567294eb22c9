package io.postern.cache;

/** Who asks the directory: a bounded number at a time, with a bounded queue. Thread-safe. */
interface Workers {

  /**
   * Hands over a task for a request that waits.
   *
   * @return false if the queue is full
   */
  boolean offer(Runnable task);

  /**
   * Hands over a task that nobody waits for, and that never takes a waiting request's place.
   *
   * @return false if there is enough to do
   */
  boolean offerUnhurried(Runnable task);

  /** Finishes what has begun and begins nothing more. */
  void close();
}
