package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
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
  private final Availability availability;
  private final MemoryListener listener;

  LockoutShield(
      FailureCounter counter,
      ShieldSettings settings,
      Availability availability,
      MemoryListener listener) {
    this.counter = counter;
    this.settings = settings;
    this.availability = availability;
    this.listener = listener;
  }

  /** Whether a bind may be spent on this question. */
  Advice admit(Question question, Question.Subject subject) {
    Account account = subject.account();
    for (int i = 0; i < COUNTS; i++) {
      long mark = account.budget().mark();
      FailureCounter.Count count = counter.count(question, subject);
      if (count.failed() != null) {
        return new Advice.Answer(count.failed());
      }
      if (isUnanswered(subject)) {
        return unsure();
      }
      Advice advice = advice(question, account, count, mark);
      if (advice != null) {
        return advice;
      }
    }
    return crowded();
  }

  /**
   * Whether the bind that was granted may be spent after the pause: other proxies may have spent
   * one meanwhile.
   */
  Advice admitAfterPause(Question question, Question.Subject subject) {
    FailureCounter.Count count = counter.count(question, subject);
    if (count.failed() != null) {
      return new Advice.Answer(count.failed());
    }
    int limit = limit(subject.account());
    if (count.failures() >= limit) {
      return new Advice.Refuse(refusal(subject.account(), limit));
    }
    return count.possible() >= limit ? unsure() : Advice.SPEND;
  }

  /**
   * How many failed binds may stand against the account. Of several proxies each may have one bind
   * under way, for as long as a slow directory takes, when the last attempt but one is counted.
   * Where nobody sees what the others spend, each has its part.
   */
  int limit(Account account) {
    int limit = settings.limit(account.policy());
    int shared =
        FailureCounter.isVisible(account)
            ? limit - Math.max(0, settings.proxies() - ShieldSettings.LEFT_TO_THE_USER)
            : limit / settings.proxies();
    return Math.max(1, shared);
  }

  private @Nullable Advice advice(
      Question question, Account account, FailureCounter.Count count, long mark) {
    int limit = limit(account);
    Budget budget = account.budget();
    switch (budget.admit(count.failures(), count.possible(), mark, limit, question)) {
      case GRANTED:
        return isCrowded(account, count.failures()) ? pause() : Advice.SPEND;
      case WAITS:
        listener.shielded(ShieldAction.WAITED);
        return Advice.WAIT;
      case SPENT:
        return new Advice.Refuse(refusal(account, limit));
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
    int proxies = settings.proxies();
    return proxies > 1 && failures + proxies > settings.limit(account.policy());
  }

  private Advice pause() {
    listener.shielded(ShieldAction.PAUSED);
    return Advice.PAUSE;
  }

  private static Advice unsure() {
    return new Advice.Answer(Questions.unavailable(Outcome.Cause.TIMEOUT));
  }

  private static Advice crowded() {
    return new Advice.Answer(Questions.unavailable(Outcome.Cause.OVERLOADED));
  }

  private static Verdict.Rejected refusal(Account account, int limit) {
    AccountState state = account.state();
    String note =
        "lockout shield: the account has "
            + limit
            + " failed binds or more, so unknown passwords are not tried";
    return new Verdict.Rejected(
        Verdict.Reason.INVALID_CREDENTIALS,
        state == null ? null : state.identity(),
        Evidence.of(Evidence.Source.CACHE, note));
  }

  /** What to do with a question. */
  sealed interface Advice {
    /** Spend a bind, and settle it. */
    Spend SPEND = new Spend();

    /** Nothing: the question comes back when the bind of the account that is under way ends. */
    Wait WAIT = new Wait();

    /** A bind is granted, but come back after a random while before it is spent. */
    Pause PAUSE = new Pause();

    /** See {@link #SPEND}. */
    record Spend() implements Advice {}

    /** See {@link #WAIT}. */
    record Wait() implements Advice {}

    /** See {@link #PAUSE}. */
    record Pause() implements Advice {}

    /** The budget is spent. */
    record Refuse(Verdict.Rejected verdict) implements Advice {}

    /** Nobody can tell at present. */
    record Answer(Outcome.Unavailable outcome) implements Advice {}
  }
}
