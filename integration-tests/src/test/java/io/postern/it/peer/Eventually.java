package io.postern.it.peer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks again until something is so: another process's doing has no event to wait for. */
public final class Eventually {
  private static final long PAUSE_MILLIS = 100;

  private Eventually() {}

  /**
   * What {@code look} sees at last.
   *
   * @param what is looked for, for the message when there is still nothing after {@code within}
   */
  public static <T> T see(String what, Duration within, Supplier<@Nullable T> look) {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      T seen = look.get();
      if (seen != null) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not seen within " + within.toSeconds() + " s: " + what);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      boolean counted = new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      assert !counted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
