package io.postern.cache;

import io.postern.account.Deadline;
import io.postern.account.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a bind may be spent on an account whose last attempts several proxies share: in turns, or
 * where nobody has said whose turn it is, at random. Thread-safe.
 */
final class Turns {
  /** Longer than a look at the counter and a bind take, so that few proxies meet within it. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(1_500);

  private final Fleet fleet;
  private final TimeSource time;
  private final DoubleSupplier random;

  Turns(Fleet fleet, TimeSource time, DoubleSupplier random) {
    this.fleet = fleet;
    this.time = time;
    this.random = random;
  }

  /** How long to wait before the counter is looked at. */
  Duration pause(Account account) {
    return fleet.takesTurns()
        ? fleet.untilTurn(time.now(), account)
        : Duration.ofNanos((long) (LONGEST_PAUSE.toNanos() * random.getAsDouble()));
  }

  /** How long to wait after a pause; zero: now is the time. */
  Duration rest(Account account) {
    return fleet.takesTurns() ? pause(account) : Duration.ZERO;
  }

  /** By when a bind must be sent in our turn, which is now. */
  Deadline inTurn(Question question) {
    return fleet.takesTurns() ? by(question, fleet.left(time.now())) : question.deadline();
  }

  /** By when a bind must be sent that needs no turn, if the counter is looked at now. */
  Deadline withRoom(Question question) {
    return fleet.takesTurns() ? by(question, fleet.validity()) : question.deadline();
  }

  /**
   * Whether binds that needed no turn, and were sent before the latest failure, are counted by now.
   *
   * @param latest when the directory counted the latest failure
   */
  boolean isSettled(@Nullable Instant latest) {
    return !fleet.takesTurns() || latest == null || !latest.plus(fleet.turn()).isAfter(time.now());
  }

  private Deadline by(Question question, Duration fromNow) {
    Deadline own = time.deadline(fromNow);
    return own.nanoTime() - question.deadline().nanoTime() < 0 ? own : question.deadline();
  }
}
