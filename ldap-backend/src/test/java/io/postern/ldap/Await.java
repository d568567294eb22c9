package io.postern.ldap;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens on other threads, with a deadline. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Await() {}

  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }
}
