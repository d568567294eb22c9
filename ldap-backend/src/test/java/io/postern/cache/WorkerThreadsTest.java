package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerThreadsTest {
  private static final long TASK = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int OFFERED = 50;

  private final AtomicLong clock = new AtomicLong();
  private final WorkerThreads threads =
      new WorkerThreads(1, OFFERED, Duration.ofSeconds(1), clock::get);
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(OFFERED + 1);
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void offer_directoryTurnsOutSlow_refusesThoseWhoseTurnWouldComeTooLate() throws Exception {
    assertThat(threads.offer(this::waitAndWork, this::refused)).isTrue();
    for (int i = 0; i < OFFERED; i++) {
      assertThat(threads.offer(this::work, this::refused)).isTrue();
    }
    assertThat(threads.offer(this::work, this::refused)).as("the queue is full").isFalse();
    go.countDown();
    ended.await();

    assertThat(refused).hasValue(OFFERED - 10);
    assertThat(done).hasValue(1 + 10);
  }

  @Test
  void offer_directoryIsSlow_refusesAtOnceWhatWouldWaitTooLong() throws Exception {
    learnThatItIsSlow();
    int taken = 0;
    while (threads.offer(this::work)) {
      taken++;
    }

    assertThat(taken).isEqualTo(10);
    go.countDown();
  }

  @Test
  void offer_slownessWasLongAgo_isForgotten() throws Exception {
    learnThatItIsSlow();
    clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
    for (int i = 0; i < OFFERED - 1; i++) {
      assertThat(threads.offer(this::work)).isTrue();
    }
    go.countDown();
  }

  /** Leaves the worker at work. */
  private void learnThatItIsSlow() throws InterruptedException {
    threads.offer(this::work);
    threads.offer(this::waitAndWork);
    started.await();
  }

  private void waitAndWork() {
    started.countDown();
    try {
      go.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    work();
  }

  private void work() {
    clock.addAndGet(TASK);
    done.incrementAndGet();
    ended.countDown();
  }

  private void refused() {
    refused.incrementAndGet();
    ended.countDown();
  }
}
