package io.postern.cache;

import io.postern.account.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a simulation plays: virtual time, and actors that take turns. An actor is a thread that
 * runs alone until it waits or ends, so blocking code interleaves in every way that the seed says,
 * and in the same way for the same seed. Whoever waits leads the play on, and a thread hands over
 * to another only where the play does.
 */
final class Stage implements TimeSource, AutoCloseable {
  /** The name of the threads on it. */
  static final String ACTOR = "actor";

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Deque<Actor> idle = new ArrayDeque<>();
  private final List<Actor> all = new ArrayList<>();
  private final Semaphore director = new Semaphore(0);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private static final ThreadLocal<Actor> SELF = new ThreadLocal<>();
  private final Random random;
  private volatile long nanos;
  private long end;
  private long sequence;

  Stage(Random random) {
    this.random = random;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Event event = event(delay, task, null, false);
    return () -> events.remove(event);
  }

  /** Lets an actor do this now, in turn with the others. */
  void act(Runnable task) {
    event(Duration.ZERO, task, null, true);
  }

  /** Lets the actor who calls wait, while others act. */
  void pause(Duration duration) {
    Actor actor = SELF.get();
    event(duration, null, actor, false);
    if (!lead(actor)) {
      actor.turn.acquireUninterruptibly();
    }
  }

  /** Plays until that much time has passed. */
  void play(Duration duration) {
    end = nanos + duration.toNanos();
    if (!lead(null)) {
      director.acquireUninterruptibly();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    nanos = end;
  }

  @Override
  public void close() {
    all.forEach(actor -> actor.thread.interrupt());
  }

  /**
   * Plays one event after another.
   *
   * @param waiting who waits for its own turn; null: the director, who waits for the end
   * @return whether that has come; false: another leads now
   */
  private boolean lead(Actor waiting) {
    while (!events.isEmpty() && events.peek().at <= end && failure.get() == null) {
      Event next = events.poll();
      nanos = Math.max(nanos, next.at);
      if (next.actor != null) {
        next.actor.turn.release(next.actor == waiting ? 0 : 1);
        return next.actor == waiting;
      }
      if (next.isAct) {
        begin(next.task);
        return false;
      }
      run(next.task);
    }
    if (waiting != null) {
      director.release();
    }
    return waiting == null;
  }

  private void begin(Runnable task) {
    Actor actor = idle.isEmpty() ? new Actor() : idle.pop();
    actor.task = task;
    actor.turn.release();
  }

  /** Events at one time come in any order, as the seed says. */
  private Event event(Duration delay, Runnable task, Actor actor, boolean isAct) {
    Event event =
        new Event(nanos + delay.toNanos(), random.nextInt(), sequence++, task, actor, isAct);
    events.add(event);
    return event;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error thrown) {
      failure.compareAndSet(null, thrown);
    }
  }

  private final class Actor {
    private final Semaphore turn = new Semaphore(0);
    private final Thread thread = new Thread(this::play, ACTOR);
    private Runnable task;

    private Actor() {
      all.add(this);
      thread.setDaemon(true);
      thread.start();
    }

    private void play() {
      SELF.set(this);
      try {
        while (true) {
          turn.acquire();
          run(task);
          idle.push(this);
          lead(this);
        }
      } catch (InterruptedException theEnd) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Event(long at, int lot, long sequence, Runnable task, Actor actor, boolean isAct)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      if (at != other.at) {
        return Long.compare(at, other.at);
      }
      return lot != other.lot
          ? Integer.compare(lot, other.lot)
          : Long.compare(sequence, other.sequence);
    }
  }
}
