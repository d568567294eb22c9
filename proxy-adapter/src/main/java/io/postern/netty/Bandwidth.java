package io.postern.netty;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The bandwidth of one user or one address, on all event loops. Thread-safe. */
final class Bandwidth {
  private final TokenBucket received;
  private final TokenBucket sent;
  private final long octetsPerSecond;

  /** Connections that have a share in it; guarded by the map that it is in. */
  private int holders;

  private Bandwidth(long octetsPerSecond, long now) {
    received = new TokenBucket(octetsPerSecond, now);
    sent = new TokenBucket(octetsPerSecond, now);
    this.octetsPerSecond = octetsPerSecond;
  }

  TokenBucket bucket(boolean fromClient) {
    return fromClient ? received : sent;
  }

  /** Octets that are no burden to take at once: a sixteenth of a second's worth. */
  int handful() {
    return (int) Math.max(4096, Math.min(octetsPerSecond / 16, 1 << 20));
  }

  private boolean isIdle(long now) {
    return holders == 0 && received.isFull(now) && sent.isFull(now);
  }

  /**
   * The bandwidths of many. Thread-safe; asked once a connection, and where a connection's user
   * changes, never once a request.
   *
   * @param <K> whose they are
   */
  static final class Each<K> {
    private static final int FEW = 1024;

    private final ConcurrentHashMap<K, Bandwidth> all = new ConcurrentHashMap<>();
    private final long octetsPerSecond;
    private volatile int sweepAbove = FEW;

    /**
     * Makes none yet.
     *
     * @param octetsPerSecond each way, for each; 0: no limit
     */
    Each(long octetsPerSecond) {
      this.octetsPerSecond = octetsPerSecond;
    }

    boolean isLimited() {
      return octetsPerSecond > 0;
    }

    /** What {@code who} shares with all other connections of the same; null: no limit. */
    @Nullable Bandwidth take(K who, long now) {
      if (!isLimited()) {
        return null;
      }
      if (all.size() > sweepAbove) {
        sweep(now);
      }
      return all.compute(
          who,
          (key, known) -> {
            Bandwidth bandwidth = known == null ? new Bandwidth(octetsPerSecond, now) : known;
            bandwidth.holders++;
            return bandwidth;
          });
    }

    /** Gives a share back. It stays known until it is full, or a new connection would fill it. */
    void give(K who) {
      all.computeIfPresent(
          who,
          (key, bandwidth) -> {
            bandwidth.holders--;
            return bandwidth;
          });
    }

    int size() {
      return all.size();
    }

    private void sweep(long now) {
      for (K who : all.keySet()) {
        all.computeIfPresent(who, (key, known) -> known.isIdle(now) ? null : known);
      }
      sweepAbove = Math.max(FEW, 2 * all.size());
    }
  }
}
