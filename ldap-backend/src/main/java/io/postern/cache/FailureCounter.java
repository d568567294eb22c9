package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failed binds that stand against an account. The directory's own counter is what
 * counts, so every proxy sees what all of them spend; it is read before every unknown password, for
 * a server that was not asked before may know nothing of failures elsewhere. Where nobody can
 * search, our own binds are counted. Thread-safe; blocks while it reads the counter.
 */
final class FailureCounter {
  /** The counter may run behind our own failures for as long as servers need to tell each other. */
  private static final Duration LAG = Duration.ofSeconds(30);

  /** The directory's clock may be that much behind ours: what it counts yet must count here. */
  static final Duration CLOCKS_APART = Duration.ofSeconds(5);

  /** Failures of one second may look like one: some directories count in whole seconds. */
  static final Duration SECOND = Duration.ofSeconds(1);

  /** How long a flood of unknown passwords is answered without even a look at the counter. */
  private static final Duration UNLOOKED = Duration.ofSeconds(2);

  /** How long a bind that got no answer may still be read, and counted, by the server. */
  private static final Duration UNANSWERED = Duration.ofSeconds(10);

  private final AccountDirectory directory;
  private final ShieldSettings settings;
  private final Observer observer;
  private final TimeSource time;
  private final MemoryListener listener;

  FailureCounter(
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

  /** Counts before a bind is spent on the question. */
  Count count(Question question, Question.Subject subject) {
    Account account = subject.account();
    AccountState state = account.state();
    if (state == null) {
      return new Count(own(account), possible(account), null, null);
    }
    boolean isAlone = settings.fleet().proxies() == 1;
    if (isAlone && isUnchanged(subject) && own(account) == 0 && counted(account, state) == 0) {
      return new Count(0, 0, null, null);
    }
    listener.shielded(ShieldAction.RECHECKED);
    Lookup lookup = directory.recheck(state, question.deadline());
    if (lookup instanceof Lookup.Failed failed) {
      return new Count(0, 0, null, failed.outcome());
    }
    // A policy that cannot be read goes with counters that may not be readable either.
    int failures = isVisible(account) ? ownSince(account, LAG) : own(account);
    Instant last = null;
    if (lookup instanceof Lookup.Found found) {
      observer.observe(account, found.state(), subject.asOf());
      failures = Math.max(failures, counted(account, found.state()));
      last = found.state().lastFailedBind();
    }
    int possible = isVisible(account) ? failures + unanswered(account) : possible(account);
    return new Count(failures, possible, last, null);
  }

  /** Until when, on the time source's clock, a count at the limit holds without another look. */
  long holdsUntil(Account account) {
    long left = left(account);
    long unlooked = UNLOOKED.toNanos();
    return time.nanoTime() + (left > 0 ? Math.min(left, unlooked) : unlooked);
  }

  /** What stands against an account, as far as this process knows without asking. */
  int known(Account account) {
    AccountState state = account.state();
    int own = isVisible(account) ? ownSince(account, LAG) : own(account);
    return state == null ? own : Math.max(own, counted(account, state));
  }

  /** Our binds that got no answer just now. */
  int unanswered(Account account) {
    return account.budget().unansweredSince(time.nanoTime() - UNANSWERED.toNanos());
  }

  /** Whether the directory shows what all proxies together have spent. */
  static boolean isVisible(Account account) {
    return account.state() != null && account.policy().known();
  }

  /** Whether the password was right before: then it is most likely right still. */
  static boolean isTrusted(Question.Subject subject) {
    return subject.account().knowledge().proven(subject.digest()) != null;
  }

  /** Whether a search shows that a password which was right is so still. */
  private static boolean isUnchanged(Question.Subject subject) {
    Proven proven = subject.account().knowledge().proven(subject.digest());
    return proven != null
        && PasswordVersion.isSame(proven.passwordVersion(), subject.passwordVersion());
  }

  private int counted(Account account, AccountState state) {
    return state.lastFailedBind() != null && left(account) <= 0
        ? 0
        : state.failuresAt(time.now().minus(CLOCKS_APART));
  }

  /** What has been seen for a whole window has run out, whatever the clocks say. */
  private long left(Account account) {
    long window = account.policy().window().plus(SECOND).toNanos();
    return account.failureSeen() + window - time.nanoTime();
  }

  private int own(Account account) {
    return account.budget().failuresWithin(window(account), time.nanoTime());
  }

  private int ownSince(Account account, Duration ago) {
    return account.budget().failuresSince(time.nanoTime() - ago.toNanos());
  }

  /** Where nobody can search, nobody will ever tell whether what got no answer was counted. */
  private int possible(Account account) {
    return account.budget().possibleFailuresWithin(window(account), time.nanoTime());
  }

  private long window(Account account) {
    return settings.window(account.policy()).toNanos();
  }

  /** Learns what a search showed. */
  interface Observer {
    void observe(Account account, AccountState state, long asOf);
  }

  /**
   * What stands against an account.
   *
   * @param possible with the binds that got no answer
   * @param last when the directory counted the latest; null: never, or nobody knows
   * @param failed the counter could not be read
   */
  record Count(
      int failures, int possible, @Nullable Instant last, Outcome.@Nullable Unavailable failed) {}
}
