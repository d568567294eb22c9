package io.postern.ldap;

import io.postern.spi.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The breaker of one server. A failure makes it suspect: it is asked after all others, and probed
 * at once. A failed probe takes it out of use; a good one puts it back. Thread-safe.
 */
final class Health {
  private static final long PROBE_DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PROBE_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanoTime;
  private State state = State.UP;
  private Outcome.@Nullable Unavailable lastFailure;
  private long lastSeen;
  private boolean probing;

  Health(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastSeen = nanoTime.getAsLong() - PROBE_UP_NANOS;
  }

  synchronized State state() {
    return state;
  }

  /** Why it is not up; null if it is. */
  synchronized Outcome.@Nullable Unavailable lastFailure() {
    return lastFailure;
  }

  /**
   * The server has answered something.
   *
   * @return whether it was down until now
   */
  synchronized boolean answered() {
    boolean wasDown = state == State.DOWN;
    state = State.UP;
    lastFailure = null;
    lastSeen = nanoTime.getAsLong();
    return wasDown;
  }

  /** The server did not answer a request. */
  synchronized void failed(Outcome.Unavailable failure) {
    if (state == State.UP) {
      state = State.SUSPECT;
    }
    lastFailure = failure;
  }

  /**
   * The server did not answer a probe.
   *
   * @return whether it was in use until now
   */
  synchronized boolean probeFailed(Outcome.Unavailable failure) {
    boolean wasInUse = state != State.DOWN;
    state = State.DOWN;
    lastFailure = failure;
    lastSeen = nanoTime.getAsLong();
    return wasInUse;
  }

  /** Whether a probe is due; whoever gets a yes makes it and calls {@link #probed} in the end. */
  synchronized boolean beginProbe() {
    long patience =
        switch (state) {
          case UP -> PROBE_UP_NANOS;
          case SUSPECT -> 0;
          case DOWN -> PROBE_DOWN_NANOS;
        };
    boolean due = !probing && nanoTime.getAsLong() - lastSeen >= patience;
    probing |= due;
    return due;
  }

  synchronized void probed() {
    probing = false;
  }

  /** Whether a server is asked. */
  enum State {
    /** Yes. */
    UP,
    /** If no other is up. */
    SUSPECT,
    /** No. */
    DOWN
  }
}
