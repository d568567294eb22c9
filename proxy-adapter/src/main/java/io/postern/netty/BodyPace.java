package io.postern.netty;

import java.util.concurrent.TimeUnit;

/**
 * How fast a request's body must come: some seconds for nothing, then one for so many octets. Who
 * sends an octet now and then, to have the connection for ever, is too slow. Time in which we did
 * not read is not counted. Confined to its event loop.
 */
final class BodyPace {
  private static final long GRACE = TimeUnit.SECONDS.toNanos(20);
  private static final long OCTETS_PER_SECOND = 500;

  private long begun;
  private long heldAt;
  private boolean held;

  void begin(long now) {
    begun = now;
  }

  /** The body is not read from now on. */
  void hold(long now) {
    if (!held) {
      held = true;
      heldAt = now;
    }
  }

  void release(long now) {
    if (held) {
      held = false;
      begun += now - heldAt;
    }
  }

  boolean isTooSlow(long octets, long now) {
    long allowed = GRACE + TimeUnit.SECONDS.toNanos(octets / OCTETS_PER_SECOND);
    return !held && now - begun > allowed;
  }
}
