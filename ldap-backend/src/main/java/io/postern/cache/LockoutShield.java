package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failed binds below the directory's lockout threshold. The directory's own counter is what
 * counts, so the shield holds across any number of proxies with no store of its own; where nobody
 * can search, it counts its own binds. Thread-safe; blocks while it reads the counter.
 */
final class LockoutShield {
  /** Counters of our own failures run behind for as long as servers need to tell each other. */
  private static final Duration LAG = Duration.ofSeconds(30);

  private static final int COUNTS = 4;

  private final AccountDirectory directory;
  private final ShieldSettings settings;
  private final Observer observer;
  private final TimeSource time;
  private final MemoryListener listener;

  LockoutShield(
      AccountDirectory directory,
      ShieldSettings settings,
      Observer observer,
      TimeSource time,
      MemoryListener listener) {
    this.directory = directory;
    this.settings = settings;
    this.observer = observer;
    this.time = time;
    this.listener = listener;
  }

  /** Whether a bind may be spent on this question. */
  Advice admit(Question question, Question.Subject subject) {
    for (int i = 0; i < COUNTS; i++) {
      long mark = subject.account().budget().mark();
      Count count = count(question, subject);
      if (count.failed() != null) {
        return new Advice.Answer(count.failed());
      }
      int limit = settings.limit(subject.account().policy());
      switch (subject.account().budget().admit(count.failures(), mark, limit, question)) {
        case GRANTED:
          return Advice.SPEND;
        case WAITS:
          listener.shielded(ShieldAction.WAITED);
          return Advice.WAIT;
        case SPENT:
          return new Advice.Refuse(refusal(subject, count.failures(), limit));
        case CROWDED:
          return crowded();
        case COUNT_AGAIN:
          break;
      }
    }
    return crowded();
  }

  private Count count(Question question, Question.Subject subject) {
    Account account = subject.account();
    LockoutPolicy policy = account.policy();
    long now = time.nanoTime();
    AccountState state = account.state();
    if (state == null || !policy.known()) {
      long start = now - settings.window(policy).toNanos();
      return new Count(account.budget().failuresSince(start), null);
    }
    int recent = account.budget().failuresSince(now - LAG.toNanos());
    if (recent == 0 && state.failuresAt(time.now()) == 0) {
      return new Count(0, null);
    }
    listener.shielded(ShieldAction.RECHECKED);
    Lookup lookup = directory.recheck(state, question.deadline());
    if (lookup instanceof Lookup.Failed failed) {
      return new Count(0, failed.outcome());
    }
    if (lookup instanceof Lookup.Found found) {
      observer.observe(subject.account(), found.state(), subject.asOf());
      return new Count(Math.max(recent, found.state().failuresAt(time.now())), null);
    }
    return new Count(recent, null);
  }

  private static Advice crowded() {
    return new Advice.Answer(
        new Outcome.Unavailable(
            Outcome.Cause.OVERLOADED,
            Evidence.of(
                Evidence.Source.NONE, "too many unknown passwords of one account wait already")));
  }

  private Verdict.Rejected refusal(Question.Subject subject, int failures, int limit) {
    AccountState state = subject.account().state();
    String note =
        "lockout shield: "
            + failures
            + " of "
            + limit
            + " failed binds are spent, so unknown passwords are not tried";
    return new Verdict.Rejected(
        Verdict.Reason.INVALID_CREDENTIALS,
        state == null ? null : state.identity(),
        Evidence.of(Evidence.Source.CACHE, note));
  }

  /** Learns what a search showed. */
  interface Observer {
    void observe(Account account, AccountState state, long asOf);
  }

  private record Count(int failures, Outcome.@Nullable Unavailable failed) {}

  /** What to do with a question. */
  sealed interface Advice {
    /** Spend a bind, and settle it. */
    Spend SPEND = new Spend();

    /** Nothing: the question comes back when the binds of the account that are under way end. */
    Wait WAIT = new Wait();

    /** See {@link #SPEND}. */
    record Spend() implements Advice {}

    /** See {@link #WAIT}. */
    record Wait() implements Advice {}

    /** The budget is spent. */
    record Refuse(Verdict.Rejected verdict) implements Advice {}

    /** Nobody can tell at present. */
    record Answer(Outcome.Unavailable outcome) implements Advice {}
  }
}
