package io.postern.embedded;

/**
 * A time in which the server answers nothing. A process that was sent SIGSTOP does the same: its
 * connections stay open, new ones succeed, and what came in meanwhile is answered afterwards.
 */
final class Stall {
  private boolean stalled;

  /** Returns when the server answers again; at once if it does. */
  synchronized void waitOut() {
    boolean interrupted = false;
    while (stalled) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void begin() {
    stalled = true;
  }

  synchronized void end() {
    stalled = false;
    notifyAll();
  }
}
