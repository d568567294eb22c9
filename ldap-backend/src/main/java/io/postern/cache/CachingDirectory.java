package io.postern.cache;

import io.postern.account.AccountChangeListener;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.SystemTime;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.Lookup;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory with a memory: what it has said is answered here, for free, until it changes. It
 * keeps failed binds from locking accounts, asks about one password once however many wait for it,
 * and serves whom it verified before while the directory cannot be asked. Thread-safe. Closing it
 * ends its threads and leaves the directory open.
 */
public final class CachingDirectory implements Directory, AccountChangeListener, AutoCloseable {
  private final MemorySettings settings;
  private final TimeSource time;
  private final MemoryListener listener;
  private final Workers workers;
  private final Announcer announcer;
  private final Availability availability;
  private final Accounts accounts;
  private final Recall recall;
  private final Sources sources;
  private final FailureCounter counter;
  private final LockoutShield shield;
  private final Questions questions;
  private final Inquiry inquiry;
  private final Refresher refresher;
  private final DirectoryChanges changes;

  /** Makes a memory with worker threads and a clock of its own. */
  public CachingDirectory(
      AccountDirectory directory,
      MemorySettings settings,
      MemoryListener listener,
      List<DirectoryListener> listeners) {
    this(
        directory,
        settings,
        listener,
        listeners,
        new SystemTime("postern-memory-clock"),
        new WorkerThreads(
            settings.workers(),
            settings.queue(),
            settings.deadline().multipliedBy(3).dividedBy(4),
            System::nanoTime),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  CachingDirectory(
      AccountDirectory directory,
      MemorySettings settings,
      MemoryListener listener,
      List<DirectoryListener> listeners,
      TimeSource time,
      Workers workers,
      DoubleSupplier random) {
    this.settings = settings;
    this.time = time;
    this.listener = listener;
    this.workers = workers;
    Duration deadline = settings.deadline();
    announcer = new Announcer(listeners);
    availability = new Availability(time.nanoTime());
    accounts = new Accounts(settings, time);
    sources = new Sources(time, listener);
    recall = new Recall(availability, time, listener);
    questions = new Questions(recall, time, deadline, settings.workers() + settings.queue());
    Retention retention = new Retention(settings, random);
    SearchLessons lessons = new SearchLessons(accounts, sources, retention, time, announcer);
    Looks looks = new Looks(directory, accounts, lessons, availability, workers, time, deadline);
    BindLessons bindLessons =
        new BindLessons(
            accounts, sources, retention, time, announcer, account -> looks.add(account, true));
    counter = new FailureCounter(directory, settings.shield(), lessons::observe, time, listener);
    Turns turns = new Turns(settings.shield().fleet(), time, random);
    shield = new LockoutShield(counter, settings.shield(), turns, availability, listener);
    inquiry =
        new Inquiry(
            directory,
            accounts,
            lessons,
            bindLessons,
            recall,
            shield,
            availability,
            questions,
            workers,
            time,
            listener);
    refresher =
        new Refresher(
            availability,
            inquiry,
            questions,
            workers,
            (userPass, client) -> question(userPass, client, true));
    changes = new DirectoryChanges(accounts, lessons, looks, announcer, time);
    changes.sweep();
  }

  /** Adds a listener, which hears what happens from now on. */
  public void addListener(DirectoryListener directoryListener) {
    announcer.add(directoryListener);
  }

  @Override
  public @Nullable Verdict known(UserPass userPass) {
    return known(userPass, Client.UNKNOWN);
  }

  @Override
  public @Nullable Verdict known(UserPass userPass, Client client) {
    long now = time.nanoTime();
    Accounts.Named named = accounts.named(userPass.userId());
    if (named == null) {
      return nobody(userPass);
    }
    if (!named.isTrusted(now) && !availability.isDownOrReturning(now)) {
      return null;
    }
    Account account = named.account();
    CredentialDigest digest = account.digest(userPass.password());
    Verdict verdict = recall.of(account, digest, client, now);
    if (verdict instanceof Verdict.Authenticated) {
      refresher.used(account, digest, userPass, client, now);
    }
    return verdict;
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    if (questions.isClosed()) {
      userPass.close();
      return CompletableFuture.completedStage(Questions.unavailable(Outcome.Cause.UNREACHABLE));
    }
    Question mine = question(userPass, client, false);
    Question first = questions.join(mine);
    if (first != mine) {
      mine.wipe();
      listener.lookedUp(Lookup.JOINED);
      // One whose time is up was answered for those who came then; a worker has it still.
      return first.isOverdue(time.nanoTime())
          ? CompletableFuture.completedStage(questions.timeout(mine))
          : first
              .outcome()
              .thenApply(
                  answer -> mine.isAnsweredBy(answer, first) ? answer : questions.timeout(mine));
    }
    // An answer is remembered before its question is let go: one that just came is seen here.
    Verdict known = known(userPass, client);
    if (known != null) {
      questions.finish(mine, known);
    } else {
      listener.lookedUp(Lookup.MISS);
      ask(mine);
    }
    return mine.outcome();
  }

  /** What is known of the account with this name, in a spelling that was used; null: nothing. */
  public @Nullable AccountReport who(String userId) {
    Account account = accounts.lookUp(userId);
    return account == null ? null : Reports.of(account, counter, shield, time.nanoTime());
  }

  /**
   * Forgets the account with this name: its next password is asked about, and its tunnels close.
   *
   * @return whether there was one
   */
  public boolean forget(String userId) {
    Account account = accounts.lookUp(userId);
    if (account == null) {
      return false;
    }
    accounts.remove(account);
    announcer.revoked(account.name(), "forgotten by an administrator");
    return true;
  }

  /** Accounts that are remembered. */
  public long size() {
    return accounts.size();
  }

  @Override
  public List<AccountState> wanted(int most) {
    return changes.wanted(most);
  }

  @Override
  public void looked(List<AccountState> states) {
    changes.looked(states);
  }

  @Override
  public void changed(AccountState account) {
    changes.changed(account);
  }

  @Override
  public void gone(String account) {
    changes.gone(account);
  }

  @Override
  public void groupsChanged(Collection<String> groups) {
    changes.groupsChanged(groups);
  }

  @Override
  public void lost() {
    changes.lost();
  }

  @Override
  public void close() {
    questions.close();
    workers.close();
    if (time instanceof SystemTime ours) {
      ours.close();
    }
  }

  private @Nullable Verdict nobody(UserPass userPass) {
    if (!accounts.isNobody(userPass.userId())) {
      return null;
    }
    listener.lookedUp(Lookup.REJECTED);
    return SearchLessons.NOBODY;
  }

  private void ask(Question question) {
    Duration delay = sources.delay(question.client());
    if (questions.isFull() || delay.isNegative()) {
      questions.finish(question, Outcome.Cause.OVERLOADED);
      return;
    }
    questions.await(question);
    if (delay.isZero()) {
      begin(question);
    } else {
      listener.shielded(ShieldAction.SLOWED);
      time.after(delay, () -> begin(question));
    }
  }

  private void begin(Question question) {
    if (!workers.offer(() -> inquiry.begin(question))) {
      questions.finish(question, Outcome.Cause.OVERLOADED);
    }
  }

  private Question question(UserPass userPass, Client client, boolean isAnotherLook) {
    CredentialDigest typed =
        CredentialDigest.of(CredentialDigest.Owner.typed(userPass.userId()), userPass.password());
    Question question =
        new Question(userPass, typed, client, time.deadline(settings.deadline()), isAnotherLook);
    Accounts.Named named = accounts.named(userPass.userId());
    if (named != null) {
      // What the memory says of it may have to stand in, should nobody come to ask.
      Account account = named.account();
      CredentialDigest digest = account.digest(userPass.password());
      question.concerns(new Question.Subject(account, digest, null, accounts.latestChange()));
    }
    return question;
  }
}
