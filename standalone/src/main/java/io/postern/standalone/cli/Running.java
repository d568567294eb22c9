package io.postern.standalone.cli;

import io.postern.standalone.Signals;
import io.postern.standalone.log.LogSetup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Waits until the operator wants the program to end, and sees to it that it does. */
final class Running {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final Marker FORCED = MarkerFactory.getMarker("end-forced");

  /** For what is left to do after the drain time; the service unit waits for longer. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final Duration grace;
  private final IntConsumer halt;

  Running(Duration grace, IntConsumer halt) {
    this.grace = grace;
    this.halt = halt;
  }

  /** Begins to hear Ctrl-C and SIGTERM. The second one ends the program at once. */
  static Running untilSignal() {
    Running running = new Running(GRACE, Runtime.getRuntime()::halt);
    Signals.on("INT", running::end);
    Signals.on("TERM", running::end);
    return running;
  }

  /**
   * Returns when the program is to end. Whatever happens then, there is no program any more a
   * little after {@code drain}.
   */
  void awaitEnd(Duration drain) {
    try {
      wanted.await();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    Thread overdue = new Thread(() -> force(drain.plus(grace)), "postern-end");
    overdue.setDaemon(true);
    overdue.start();
  }

  void end() {
    if (wanted.getCount() == 0) {
      halt.accept(Exit.FAILED);
    }
    wanted.countDown();
  }

  /** Halts: to exit would wait for whom the exit waits for already. */
  private void force(Duration longest) {
    try {
      if (!never.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error(FORCED, "it has not ended within {} s, and is ended now", longest.toSeconds());
        LogSetup.end();
      }
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    } finally {
      halt.accept(Exit.FAILED);
    }
  }
}
