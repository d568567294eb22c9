package io.postern.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * The Posterns that ask the same directory. They share nothing but its counters, and the time: it
 * is dealt out in turns, one Postern after the other, account by account. In the first half of a
 * turn its owner may look at the counter and send a bind; the second half is for the directory to
 * count it, and for clocks that are apart. Immutable.
 *
 * @param proxies how many there are
 * @param number which of them this one is, from 1 on; 0: nobody has said
 * @param turn how long each has, the same for all
 */
public record Fleet(int proxies, int number, Duration turn) {
  /** How long a turn is where nobody says. */
  public static final Duration TURN = Duration.ofSeconds(1);

  /** One Postern. */
  public static final Fleet ALONE = new Fleet(1, 0, TURN);

  public Fleet {
    if (proxies < 1) {
      throw new IllegalArgumentException("proxies must be positive");
    }
    if (number < 0 || number > proxies) {
      throw new IllegalArgumentException("proxy must be one of the proxies");
    }
    if (turn.toMillis() < 1) {
      throw new IllegalArgumentException("a turn must be a millisecond or more");
    }
  }

  /** Whether this one knows when its turn is. */
  public boolean takesTurns() {
    return proxies > 1 && number > 0;
  }

  /** How far apart two clocks may be, and how long the directory may take to count a bind. */
  public Duration tolerance() {
    return turn.dividedBy(4);
  }

  /** How long after a look at the counter a bind may be sent. */
  Duration validity() {
    return turn.dividedBy(2);
  }

  /** How long it is until our turn at an account begins; zero: now is time to look and to bind. */
  Duration untilTurn(Instant now, Account account) {
    long ahead = Math.floorMod(number - 1 - number(now) - account.key().hashCode(), proxies);
    long gone = gone(now);
    if (ahead == 0 && gone < tolerance().toNanos()) {
      return Duration.ZERO;
    }
    return turn.multipliedBy(ahead == 0 ? proxies : ahead).minusNanos(gone);
  }

  /** How long a bind may be sent yet, in our turn; negative: no longer. */
  Duration left(Instant now) {
    return validity().minusNanos(gone(now));
  }

  private long number(Instant now) {
    return Math.floorDiv(nanos(now), turn.toNanos());
  }

  private long gone(Instant now) {
    return Math.floorMod(nanos(now), turn.toNanos());
  }

  private static long nanos(Instant now) {
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }
}
