package io.postern.netty;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a turn within the bandwidth of its user and of its client's address. Confined to its event
 * loop.
 */
final class Throttle {
  /** So little is not worth a timer; it is owed until it is more. */
  private static final long TOLERATED = TimeUnit.MILLISECONDS.toNanos(10);

  /** Whose octets they are. */
  interface Held {

    /** Reading may go on in this direction. */
    void resume(boolean fromClient);
  }

  private final Loop loop;
  private final @Nullable Bandwidth ofUser;
  private final @Nullable Bandwidth ofAddress;
  private final Held held;
  private boolean holdsClient;
  private boolean holdsOrigin;

  /** Makes one; without a bandwidth it never holds. */
  Throttle(Loop loop, @Nullable Bandwidth ofUser, @Nullable Bandwidth ofAddress, Held held) {
    this.loop = loop;
    this.ofUser = ofUser;
    this.ofAddress = ofAddress;
    this.held = held;
  }

  /** Whether nothing may be read for now, in this direction. */
  boolean holds(boolean fromClient) {
    return fromClient ? holdsClient : holdsOrigin;
  }

  /** Octets have moved; 0: looks what earlier turns owe. */
  void moved(boolean fromClient, int octets) {
    if (ofUser == null && ofAddress == null) {
      return;
    }
    long now = System.nanoTime();
    long user = ofUser == null ? 0 : ofUser.bucket(fromClient).take(octets, now);
    long address = ofAddress == null ? 0 : ofAddress.bucket(fromClient).take(octets, now);
    long wait = Math.max(user, address);
    if (!holds(fromClient) && wait > TOLERATED) {
      hold(fromClient, true);
      loop.setup.listener.throttled();
      // However much is owed, it is no reason to be taken for dead.
      long longest = loop.setup.settings.timeouts().idle().toNanos() / 2;
      loop.executor.schedule(
          () -> release(fromClient), Math.min(wait, longest), TimeUnit.NANOSECONDS);
    }
  }

  private void release(boolean fromClient) {
    hold(fromClient, false);
    held.resume(fromClient);
  }

  private void hold(boolean fromClient, boolean hold) {
    if (fromClient) {
      holdsClient = hold;
    } else {
      holdsOrigin = hold;
    }
  }

  /** The most octets to move at once. */
  int handful() {
    int user = ofUser == null ? Integer.MAX_VALUE : ofUser.handful();
    return ofAddress == null ? user : Math.min(user, ofAddress.handful());
  }
}
