package io.postern.cache;

import java.util.ArrayDeque;
import java.util.Deque;

/** Workers that are actors on a stage. Confined to it. */
final class StageWorkers implements Workers {
  private final Stage stage;
  private final int workers;
  private final int capacity;
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private int working;

  StageWorkers(Stage stage, int workers, int capacity) {
    this.stage = stage;
    this.workers = workers;
    this.capacity = capacity;
  }

  @Override
  public boolean offer(Runnable task) {
    if (queue.size() >= capacity) {
      return false;
    }
    queue.add(task);
    if (working < workers) {
      working++;
      stage.act(this::work);
    }
    return true;
  }

  @Override
  public boolean offerUnhurried(Runnable task) {
    return queue.size() < Math.max(1, capacity / 4) && offer(task);
  }

  @Override
  public void close() {
    queue.clear();
  }

  private void work() {
    Runnable task = queue.poll();
    while (task != null) {
      task.run();
      task = queue.poll();
    }
    working--;
  }
}
