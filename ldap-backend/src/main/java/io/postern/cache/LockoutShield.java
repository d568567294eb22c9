package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failed binds below the directory's lockout threshold: a bind is granted only if its failure
 * would leave the user two attempts. Each grant must be given back or settled. Thread-safe; blocks
 * while failures are counted.
 */
final class LockoutShield {
  private static final int COUNTS = 4;

  private final FailureCounter counter;
  private final ShieldSettings settings;
  private final Turns turns;
  private final Availability availability;
  private final MemoryListener listener;

  LockoutShield(
      FailureCounter counter,
      ShieldSettings settings,
      Turns turns,
      Availability availability,
      MemoryListener listener) {
    this.counter = counter;
    this.settings = settings;
    this.turns = turns;
    this.availability = availability;
    this.listener = listener;
  }

  /** Whether a bind may be spent on this question. */
  Advice admit(Question question, Question.Subject subject) {
    Account account = subject.account();
    for (int i = 0; i < COUNTS; i++) {
      long mark = account.budget().mark();
      Deadline sendBy = turns.withRoom(question);
      FailureCounter.Count count = counter.count(question, subject);
      if (count.failed() != null) {
        return new Advice.Answer(count.failed());
      }
      if (isUnanswered(subject)) {
        return unsure();
      }
      Advice advice = advice(question, account, count, mark, sendBy);
      if (advice != null) {
        return advice;
      }
    }
    return crowded();
  }

  /**
   * Whether the bind that was granted may be spent after the pause: other proxies may have spent
   * one meanwhile, and in a turn it is counted before the next one looks.
   */
  Advice admitAfterPause(Question question, Question.Subject subject) {
    Account account = subject.account();
    Duration rest = turns.rest(account);
    if (!rest.isZero()) {
      return new Advice.Pause(rest);
    }
    Deadline sendBy = turns.inTurn(question);
    FailureCounter.Count count = counter.count(question, subject);
    if (count.failed() != null) {
      return new Advice.Answer(count.failed());
    }
    int limit = limit(account);
    if (count.failures() >= limit) {
      return refuse(account, limit);
    }
    if (count.failures() > 0 && !turns.isSettled(count.last())) {
      return new Advice.Pause(settings.fleet().turn());
    }
    return count.possible() >= limit ? unsure() : new Advice.Spend(sendBy);
  }

  /**
   * How many failed binds may stand against the account. Of several proxies that take no turns each
   * may have one bind under way, for as long as a slow directory takes, when the last attempt but
   * one is counted. Where nobody sees what the others spend, each has its part.
   */
  int limit(Account account) {
    int limit = settings.limit(account.policy());
    int proxies = settings.fleet().proxies();
    if (!FailureCounter.isVisible(account)) {
      return Math.max(1, limit / proxies);
    }
    return settings.fleet().takesTurns()
        ? limit
        : Math.max(1, limit - Math.max(0, proxies - ShieldSettings.LEFT_TO_THE_USER));
  }

  private @Nullable Advice advice(
      Question question, Account account, FailureCounter.Count count, long mark, Deadline sendBy) {
    int limit = limit(account);
    Budget budget = account.budget();
    switch (budget.admit(count.failures(), count.possible(), mark, limit, question)) {
      case GRANTED:
        return isCrowded(account, count.failures()) ? pause(account) : new Advice.Spend(sendBy);
      case WAITS:
        listener.shielded(ShieldAction.WAITED);
        return Advice.WAIT;
      case SPENT:
        return refuse(account, limit);
      case UNSURE:
        return unsure();
      case CROWDED:
        return crowded();
      case COUNT_AGAIN:
        return null;
    }
    throw new IllegalStateException("a new kind of admission");
  }

  /** In an outage one unanswered bind after another would spend what is left for its end. */
  private boolean isUnanswered(Question.Subject subject) {
    return availability.isDown()
        && !FailureCounter.isTrusted(subject)
        && counter.unanswered(subject.account()) > 0;
  }

  /** Whether the other proxies, each with a bind under way, might overdraw the account with us. */
  private boolean isCrowded(Account account, int failures) {
    int proxies = settings.fleet().proxies();
    return proxies > 1
        && FailureCounter.isVisible(account)
        && failures + proxies > settings.limit(account.policy());
  }

  private Advice pause(Account account) {
    listener.shielded(ShieldAction.PAUSED);
    return new Advice.Pause(turns.pause(account));
  }

  private static Advice unsure() {
    return new Advice.Answer(Questions.unavailable(Outcome.Cause.TIMEOUT));
  }

  private static Advice crowded() {
    return new Advice.Answer(Questions.unavailable(Outcome.Cause.OVERLOADED));
  }

  private Advice refuse(Account account, int limit) {
    AccountState state = account.state();
    String note =
        "lockout shield: the account has "
            + limit
            + " failed binds or more, so unknown passwords are not tried";
    Verdict.Rejected verdict =
        new Verdict.Rejected(
            Verdict.Reason.INVALID_CREDENTIALS,
            state == null ? null : state.identity(),
            Evidence.of(Evidence.Source.CACHE, note));
    return new Advice.Refuse(verdict, counter.holdsUntil(account));
  }

  /** What to do with a question. */
  sealed interface Advice {
    /** Nothing: the question comes back when the bind of the account that is under way ends. */
    Wait WAIT = new Wait();

    /**
     * Spend a bind, and settle it.
     *
     * @param sendBy when it is too late to send it: others may look at the counter then
     */
    record Spend(Deadline sendBy) implements Advice {}

    /** See {@link #WAIT}. */
    record Wait() implements Advice {}

    /** A bind is granted, but come back after a while before it is spent. */
    record Pause(Duration length) implements Advice {}

    /**
     * The budget is spent.
     *
     * @param until no unknown password needs to be considered, on the time source's clock
     */
    record Refuse(Verdict.Rejected verdict, long until) implements Advice {}

    /** Nobody can tell at present. */
    record Answer(Outcome.Unavailable outcome) implements Advice {}
  }
}
