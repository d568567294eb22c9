package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts to look at again because something may have changed: one after another, by a search, and
 * each once however often it is named, so that a change of many costs the directory no storm.
 * Thread-safe.
 */
final class Looks {
  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);
  private static final Duration WHEN_BUSY = Duration.ofMillis(200);
  private static final Duration WHEN_AWAY = Duration.ofSeconds(1);

  private final AccountDirectory directory;
  private final Accounts accounts;
  private final SearchLessons lessons;
  private final Availability availability;
  private final Workers workers;
  private final TimeSource time;
  private final Duration deadline;
  private final Map<String, Account> urgent = new LinkedHashMap<>();
  private final Map<String, Account> others = new LinkedHashMap<>();
  private boolean running;

  Looks(
      AccountDirectory directory,
      Accounts accounts,
      SearchLessons lessons,
      Availability availability,
      Workers workers,
      TimeSource time,
      Duration deadline) {
    this.directory = directory;
    this.accounts = accounts;
    this.lessons = lessons;
    this.availability = availability;
    this.workers = workers;
    this.time = time;
    this.deadline = deadline;
  }

  /** Looks at an account soon; first of all if something is known to have changed. */
  void add(Account account, boolean isUrgent) {
    synchronized (this) {
      if (isUrgent) {
        others.remove(account.key());
        urgent.put(account.key(), account);
      } else if (!urgent.containsKey(account.key())) {
        others.put(account.key(), account);
      }
      if (running) {
        return;
      }
      running = true;
    }
    proceed();
  }

  private void proceed() {
    if (!workers.offerUnhurried(this::next)) {
      time.after(WHEN_BUSY, this::proceed);
    }
  }

  private void next() {
    Account account = take();
    if (account == null) {
      return;
    }
    boolean isAway = false;
    try {
      isAway = !look(account);
    } catch (RuntimeException | Error defect) {
      LOG.error("A look at an account failed", defect);
      lessons.doubted(account);
    }
    if (isAway) {
      time.after(WHEN_AWAY, this::proceed);
    } else {
      proceed();
    }
  }

  private synchronized @Nullable Account take() {
    Map<String, Account> from = urgent.isEmpty() ? others : urgent;
    if (from.isEmpty()) {
      running = false;
      return null;
    }
    String first = from.keySet().iterator().next();
    return from.remove(first);
  }

  /**
   * Looks. What changed before an outage and is not known yet is to take effect after it, whether
   * or not the password is used again: a tunnel may be open.
   *
   * @return false if the directory is away, and the account is put back
   */
  private boolean look(Account account) {
    AccountState state = account.state();
    if (account.isRetired() || account.knowledge().proven().isEmpty()) {
      return true;
    }
    if (state == null) {
      lessons.doubted(account);
      return true;
    }
    long asOf = accounts.latestChange();
    Lookup lookup = directory.identify(state, time.deadline(deadline));
    if (lookup instanceof Lookup.Found found) {
      availability.answered(time.nanoTime());
      if (!lessons.looked(account, found.state(), asOf)) {
        add(account, true);
      }
    } else if (lookup instanceof Lookup.Failed failed) {
      Outcome.Cause cause = failed.outcome().cause();
      availability.failed(cause);
      lessons.doubted(account);
      boolean isAway = cause == Outcome.Cause.UNREACHABLE || cause == Outcome.Cause.TIMEOUT;
      if (isAway) {
        add(account, false);
      }
      return !isAway;
    } else if (lookup instanceof Lookup.Nobody) {
      availability.answered(time.nanoTime());
      lessons.gone(account);
    }
    return true;
  }
}
