package io.postern.cache;

import io.postern.account.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A stage's time, on a clock that is ahead of the others by some. Confined to the stage. */
record SkewedClock(Stage stage, Duration ahead) implements TimeSource {
  @Override
  public long nanoTime() {
    return stage.nanoTime();
  }

  @Override
  public Instant now() {
    return stage.now().plus(ahead);
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    return stage.after(delay, task);
  }
}
