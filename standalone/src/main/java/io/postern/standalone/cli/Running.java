package io.postern.standalone.cli;

import io.postern.standalone.Signals;
import java.util.concurrent.CountDownLatch;

/** Waits until the operator wants the program to end. */
final class Running {
  private final CountDownLatch wanted = new CountDownLatch(1);

  /** Begins to hear Ctrl-C and SIGTERM. The second one ends the program at once. */
  Running() {
    Signals.on("INT", this::end);
    Signals.on("TERM", this::end);
  }

  /** Returns when the program is to end. */
  void awaitEnd() {
    try {
      wanted.await();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    if (wanted.getCount() == 0) {
      Runtime.getRuntime().halt(Exit.FAILED);
    }
    wanted.countDown();
  }
}
