package io.postern.cache;

import java.util.ArrayDeque;
import java.util.Deque;

/** Workers that work when a test says so, on its own thread. Confined to that thread. */
final class QueuedWorkers implements Workers {
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final int capacity;

  QueuedWorkers(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public boolean offer(Runnable task) {
    return queue.size() < capacity && queue.add(task);
  }

  @Override
  public boolean offerUnhurried(Runnable task) {
    return queue.size() < capacity / 4 && queue.add(task);
  }

  @Override
  public void close() {
    queue.clear();
  }

  int size() {
    return queue.size();
  }

  void runOne() {
    queue.remove().run();
  }

  /** Runs all tasks, and those that they bring. */
  void runAll() {
    while (!queue.isEmpty()) {
      runOne();
    }
  }
}
