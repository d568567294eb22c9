package io.postern.watch;

import io.postern.account.AccountChangeListener;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.SystemTime;
import io.postern.account.TimeSource;
import io.postern.spi.Outcome;
import io.postern.watch.WatchListener.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Asks the directory every few seconds what changed, for all accounts by one search, and tells the
 * account memory. Where nobody can search it does nothing. Closing it ends its threads.
 */
public final class AccountWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
  private static final Marker LOST = MarkerFactory.getMarker("watch-lost-place");
  private static final Marker BACK = MarkerFactory.getMarker("watch-back");
  private static final Marker BLIND = MarkerFactory.getMarker("watch-blind");

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Accounts that are looked at by the way, each interval: their names must fit into a filter. */
  private static final int MOST_WANTED = 500;

  private final AccountDirectory directory;
  private final WatchSettings settings;
  private final AccountChangeListener accounts;
  private final WatchListener listener;
  private final TimeSource time;
  private final Executor thread;

  private volatile boolean closed;
  private volatile long lookedAt;

  /** Null until the directory said what to ask for; confined to the thread. */
  private @Nullable String mark;

  private boolean failing;

  /** Makes a watch with a thread and a clock of its own, and begins. */
  public static AccountWatch start(
      AccountDirectory directory,
      WatchSettings settings,
      AccountChangeListener accounts,
      WatchListener listener) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "postern-account-watch");
              daemon.setDaemon(true);
              return daemon;
            });
    SystemTime time = new SystemTime("postern-watch-clock");
    AccountWatch watch = new AccountWatch(directory, settings, accounts, listener, time, thread);
    watch.begin();
    return watch;
  }

  /** Makes a watch that looks on this executor, by this clock, and has not begun. */
  public AccountWatch(
      AccountDirectory directory,
      WatchSettings settings,
      AccountChangeListener accounts,
      WatchListener listener,
      TimeSource time,
      Executor thread) {
    this.directory = directory;
    this.settings = settings;
    this.accounts = accounts;
    this.listener = listener;
    this.time = time;
    this.thread = thread;
    this.lookedAt = time.nanoTime();
  }

  /** For how long a change may have gone unnoticed; zero where nobody watches. */
  public Duration lag() {
    return directory.canSearch()
        ? Duration.ofNanos(Math.max(0, time.nanoTime() - lookedAt))
        : Duration.ZERO;
  }

  @Override
  public void close() {
    closed = true;
    if (thread instanceof ExecutorService ours) {
      ours.shutdownNow();
    }
    if (time instanceof SystemTime ours) {
      ours.close();
    }
  }

  /** Takes the first look at once. */
  public void begin() {
    if (directory.canSearch()) {
      hand();
    }
  }

  private void hand() {
    try {
      if (!closed) {
        thread.execute(this::look);
      }
    } catch (RejectedExecutionException closedMeanwhile) {
      closed = true;
    }
  }

  private void look() {
    try {
      List<AccountState> wanted = accounts.wanted(MOST_WANTED);
      Changes changes = directory.changesSince(mark, wanted, time.deadline(settings.deadline()));
      if (!closed) { // else the directory was closed under the question
        apply(changes);
      }
    } catch (RuntimeException | Error defect) {
      // The next look has the same mark, so that nothing is passed over.
      LOG.error("A look at what changed in the directory failed", defect);
      listener.failed(Outcome.Cause.INTERNAL);
    } finally {
      time.after(failing ? soon() : settings.interval(), this::hand);
    }
  }

  /** What changed in an outage is to take effect soon after it. */
  private Duration soon() {
    return settings.interval().compareTo(AFTER_FAILURE) < 0 ? settings.interval() : AFTER_FAILURE;
  }

  private void apply(Changes changes) {
    if (changes instanceof Changes.Failed failed) {
      failed(failed.outcome());
      return;
    }
    if (changes instanceof Changes.Since since) {
      if (mark == null) {
        // What was learned before there was a mark may have changed unseen.
        accounts.lost();
      }
      tell(since);
      answered(since.mark());
    } else if (changes instanceof Changes.Lost lost) {
      LOG.info(LOST, "The account watch lost its place: all active accounts are looked at again");
      accounts.lost();
      listener.changed(Kind.LOST, 1);
      answered(lost.mark());
    }
  }

  private void tell(Changes.Since since) {
    since.accounts().forEach(accounts::changed);
    accounts.looked(since.looked());
    since.gone().forEach(accounts::gone);
    if (!since.groups().isEmpty()) {
      accounts.groupsChanged(since.groups());
    }
    count(Kind.ACCOUNT, since.accounts().size());
    count(Kind.GONE, since.gone().size());
    count(Kind.GROUP, since.groups().size());
  }

  private void count(Kind kind, int count) {
    if (count > 0) {
      listener.changed(kind, count);
    }
  }

  private void answered(String next) {
    mark = next;
    long now = time.nanoTime();
    listener.looked(Duration.ofNanos(now - lookedAt));
    lookedAt = now;
    if (failing) {
      failing = false;
      LOG.info(BACK, "The account watch is back");
    }
  }

  private void failed(Outcome.Unavailable outcome) {
    listener.failed(outcome.cause());
    if (!failing) {
      failing = true;
      LOG.warn(
          BLIND,
          "The account watch cannot see changes in the directory ({}{}): until it can, they take"
              + " effect when a password is asked about again",
          outcome.cause().label(),
          outcome.evidence().note() == null ? "" : ", " + outcome.evidence().note());
    }
  }
}
