package io.postern.netty;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each of many has of what there is a limit on. Thread-safe; asked once a connection or
 * tunnel, never once a request.
 *
 * @param <K> who has a share
 */
final class Shares<K> {
  private final ConcurrentHashMap<K, Integer> taken = new ConcurrentHashMap<>();
  private final int most;

  /**
   * Makes empty shares.
   *
   * @param most for each; 0: no limit, and nothing is counted
   */
  Shares(int most) {
    this.most = most;
  }

  /** Takes one more; false: that would be too many, and none is taken. */
  boolean take(K who) {
    if (most == 0) {
      return true;
    }
    boolean[] given = new boolean[1];
    taken.compute(
        who,
        (key, count) -> {
          int now = count == null ? 0 : count;
          given[0] = now < most;
          return given[0] ? Integer.valueOf(now + 1) : count;
        });
    return given[0];
  }

  /** Takes one more, even if that is too many. */
  void count(K who) {
    if (most > 0) {
      taken.merge(who, 1, Integer::sum);
    }
  }

  /** Gives back one that was taken. */
  void give(K who) {
    if (most > 0) {
      taken.computeIfPresent(who, (key, count) -> count == 1 ? null : count - 1);
    }
  }
}
