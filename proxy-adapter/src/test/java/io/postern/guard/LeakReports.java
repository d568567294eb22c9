package io.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's leak detector, which keeps its reports instead of a line in the log. Netty makes it, by
 * the name in the system property {@code io.netty.customResourceLeakDetector}.
 */
public final class LeakReports<T> extends ResourceLeakDetector<T> {
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
  private static final Duration COLLECTED = Duration.ofSeconds(60);
  private static final AtomicInteger BAITS = new AtomicInteger();

  public LeakReports(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** Netty asks for this one where it still has a limit that it no longer uses. */
  public LeakReports(Class<?> type, int samplingInterval, long maxActive) {
    this(type, samplingInterval);
  }

  /**
   * The leaks that have not been told of yet. One that is made here must be among them: else there
   * is no telling that there was no other.
   */
  static List<String> take() {
    String bait = "bait " + BAITS.incrementAndGet();
    lose(bait);
    List<String> reports = new ArrayList<>();
    for (long start = System.nanoTime(); !reports.removeIf(report -> report.contains(bait)); ) {
      assertThat(System.nanoTime() - start)
          .as("a leak made on purpose is found: detection is at %s", getLevel())
          .isLessThan(COLLECTED.toNanos());
      System.gc();
      pause();
      ByteBufAllocator.DEFAULT.directBuffer(1).release(); // a new one makes it look for the lost
      for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
        reports.add(report);
      }
    }
    return reports;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String type, String records) {
    REPORTS.add(type + " was not released before it was collected:" + records);
  }

  @Override
  protected void reportUntracedLeak(String type) {
    reportTracedLeak(type, " by whom is known at the levels advanced and paranoid");
  }

  private static void lose(String bait) {
    ByteBufAllocator.DEFAULT.directBuffer(1).touch(bait);
  }

  /** Lets the collector hand over what it has found. */
  private static void pause() {
    try {
      boolean counted = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
      assert !counted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
