package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
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
  /** The counter may run behind our own failures for as long as servers need to tell each other. */
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
    Account account = subject.account();
    for (int i = 0; i < COUNTS; i++) {
      long mark = account.budget().mark();
      Count count = count(question, subject);
      if (count.failed() != null) {
        return new Advice.Answer(count.failed());
      }
      int limit = limit(account);
      if (count.failures() < limit && isCrowdedAt(count.failures(), limit) && !question.paused()) {
        listener.shielded(ShieldAction.PAUSED);
        return Advice.PAUSE;
      }
      Advice advice = advice(question, account, count.failures(), mark, limit);
      if (advice != null) {
        return advice;
      }
    }
    return new Advice.Answer(Questions.unavailable(Outcome.Cause.OVERLOADED));
  }

  /** Failed binds that stand against the account, as far as this process knows. */
  int failures(Account account) {
    AccountState state = account.state();
    int own = ownFailures(account, isCounterVisible(account) ? LAG : null);
    return state == null ? own : Math.max(own, state.failuresAt(time.now()));
  }

  /** How many may stand against it. */
  int limit(Account account) {
    int limit = settings.limit(account.policy());
    // Nobody sees what the other proxies spend, so each has its part.
    return isCounterVisible(account) ? limit : Math.max(1, limit / settings.proxies());
  }

  private @Nullable Advice advice(
      Question question, Account account, int failures, long mark, int limit) {
    switch (account.budget().admit(failures, mark, limit, question)) {
      case GRANTED:
        return Advice.SPEND;
      case WAITS:
        listener.shielded(ShieldAction.WAITED);
        return Advice.WAIT;
      case SPENT:
        return new Advice.Refuse(refusal(account, limit));
      case UNSURE:
        return new Advice.Answer(Questions.unavailable(Outcome.Cause.TIMEOUT));
      case CROWDED:
        return new Advice.Answer(Questions.unavailable(Outcome.Cause.OVERLOADED));
      case COUNT_AGAIN:
        return null;
    }
    throw new IllegalStateException("a new kind of admission");
  }

  private Count count(Question question, Question.Subject subject) {
    Account account = subject.account();
    AccountState state = account.state();
    if (state == null) {
      return new Count(ownFailures(account, null), null);
    }
    // A policy that cannot be read goes with counters that may not be readable either.
    int recent = ownFailures(account, isCounterVisible(account) ? LAG : null);
    if (recent == 0 && !question.paused() && state.failuresAt(time.now()) == 0) {
      return new Count(0, null);
    }
    listener.shielded(ShieldAction.RECHECKED);
    Lookup lookup = directory.recheck(state, question.deadline());
    if (lookup instanceof Lookup.Failed failed) {
      return new Count(0, failed.outcome());
    }
    if (lookup instanceof Lookup.Found found) {
      observer.observe(account, found.state(), subject.asOf());
      return new Count(Math.max(recent, found.state().failuresAt(time.now())), null);
    }
    return new Count(recent, null);
  }

  private static boolean isCounterVisible(Account account) {
    return account.state() != null && account.policy().known();
  }

  private int ownFailures(Account account, @Nullable Duration within) {
    Duration window = within != null ? within : settings.window(account.policy());
    return account.budget().failuresSince(time.nanoTime() - window.toNanos());
  }

  /** Whether the other proxies, each with a bind under way, might overdraw the account with us. */
  private boolean isCrowdedAt(int failures, int limit) {
    return settings.proxies() > 1 && failures + settings.proxies() > limit;
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

  /** Learns what a search showed. */
  interface Observer {
    void observe(Account account, AccountState state, long asOf);
  }

  private record Count(int failures, Outcome.@Nullable Unavailable failed) {}

  /** What to do with a question. */
  sealed interface Advice {
    /** Spend a bind, and settle it. */
    Spend SPEND = new Spend();

    /** Nothing: the question comes back when the bind of the account that is under way ends. */
    Wait WAIT = new Wait();

    /** Come back after a random while: other proxies may be about to do the same. */
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
