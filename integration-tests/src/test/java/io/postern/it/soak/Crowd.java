package io.postern.it.soak;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Visits that begin when their time has come, whether those before have ended or not: up to as many
 * at once as there are threads.
 */
final class Crowd implements AutoCloseable {
  private static final int MOST = 400;
  private static final int TICK_MILLIS = 5;

  private final Visitors visitors;
  private final BooleanSupplier outage;
  private final ExecutorService threads = Executors.newFixedThreadPool(MOST);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, LongAdder> expected = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> unexpected = new ConcurrentSkipListMap<>();
  private final LongAdder ended = new LongAdder();

  Crowd(Visitors visitors, BooleanSupplier outage) {
    this.visitors = visitors;
    this.outage = outage;
  }

  /** How many visits a second end when {@code atOnce} go on and each is followed by another. */
  double most(int atOnce, Duration time) throws InterruptedException {
    Semaphore room = new Semaphore(atOnce);
    long before = ended.sum();
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      begin(room);
    }
    double rate = (ended.sum() - before) * 1e9 / (System.nanoTime() - start);
    room.acquire(atOnce);
    return rate;
  }

  /** Lets so many begin every second, until it is closed; then those under way have ended. */
  Going go(double perSecond) {
    return new Going(perSecond);
  }

  /** How often which visit ended in which way that it may. */
  Map<String, LongAdder> expected() {
    return expected;
  }

  /** How often which visit ended otherwise. */
  Map<String, LongAdder> unexpected() {
    return unexpected;
  }

  long ended() {
    return ended.sum();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
  }

  private void begin(Semaphore room) throws InterruptedException {
    room.acquire();
    Visit visit = Visit.of(ThreadLocalRandom.current().nextInt(1_000));
    threads.execute(
        () -> {
          String end = visit.pay(visitors);
          boolean may = visit.mayEnd(end, outage.getAsBoolean());
          (may ? expected : unexpected)
              .computeIfAbsent(visit + " " + end, key -> new LongAdder())
              .increment();
          ended.increment();
          room.release();
        });
  }

  /** Visits at a rate. */
  final class Going implements AutoCloseable {
    private final Semaphore room = new Semaphore(MOST);
    private final double perSecond;
    private final long start = System.nanoTime();
    private final ScheduledFuture<?> ticks;
    private long begun;

    private Going(double perSecond) {
      this.perSecond = perSecond;
      this.ticks = clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
      try {
        long due = (long) ((System.nanoTime() - start) / 1e9 * perSecond);
        for (; begun < due; begun++) {
          begin(room);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws InterruptedException {
      ticks.cancel(false);
      room.acquire(MOST);
      room.release(MOST);
    }
  }
}
