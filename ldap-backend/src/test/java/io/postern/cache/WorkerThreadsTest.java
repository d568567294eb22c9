package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker, on whom fifty may wait, for a second at most. */
@Timeout(120)
class WorkerThreadsTest {
  private static final int QUEUE = 50;

  private final AtomicLong clock = new AtomicLong();
  private final WorkerThreads threads =
      new WorkerThreads(1, QUEUE, Duration.ofSeconds(1), clock::get);
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore turns = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);

  @AfterEach
  void stop() {
    turns.release(1_000);
    threads.close();
  }

  @Test
  void offer_allHaveTheirTurnInTime_takesWhatTheQueueHolds() throws Exception {
    fill();
    work(40, Duration.ofMillis(20));

    assertThat(fill()).isEqualTo(40);
  }

  @Test
  void offer_somebodyWaitedTooLong_takesThoseWhoHaveTheirTurnInTime() throws Exception {
    fill();
    work(20, Duration.ofMillis(100));

    assertThat(threads.offer(() -> {})).isFalse();
    work(22, Duration.ofMillis(100));
    assertThat(fill()).as("eight wait already").isEqualTo(2);
  }

  @Test
  void offerUnhurried_somebodyWaitedTooLong_takesNobodysPlace() throws Exception {
    fill();
    work(42, Duration.ofMillis(100));
    fill();

    assertThat(threads.offerUnhurried(() -> {})).isFalse();
  }

  @Test
  void offer_directoryIsQuickAgain_takesMore() throws Exception {
    fill();
    work(42, Duration.ofMillis(100));
    fill();
    work(9, Duration.ofMillis(1));

    assertThat(fill()).isEqualTo(QUEUE - 1);
  }

  @Test
  void offer_queueRanEmpty_forgetsWhatWas() throws Exception {
    fill();
    work(QUEUE, Duration.ofMillis(100));

    assertThat(fill()).isEqualTo(QUEUE);
  }

  /** Offers until one is refused, and says how many were taken. */
  private int fill() {
    int taken = 0;
    while (threads.offer(this::task)) {
      taken++;
    }
    return taken;
  }

  private void task() {
    begun.release();
    turns.acquireUninterruptibly();
    done.release();
  }

  /** Lets as many tasks end, after so much time each, and the next one begin. */
  private void work(int tasks, Duration each) throws InterruptedException {
    for (int i = 0; i < tasks; i++) {
      begun.acquire();
      clock.addAndGet(each.toNanos());
      turns.release();
      done.acquire();
    }
    begun.acquire();
    begun.release();
  }
}
