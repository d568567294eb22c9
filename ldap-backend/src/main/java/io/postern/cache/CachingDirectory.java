package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.SystemTime;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.Lookup;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
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
public final class CachingDirectory implements Directory, AutoCloseable {
  private final MemorySettings settings;
  private final TimeSource time;
  private final MemoryListener listener;
  private final Workers workers;
  private final Announcer announcer;
  private final Availability availability;
  private final Accounts accounts;
  private final Recall recall;
  private final Inquiry inquiry;
  private final int maximumQuestions;
  private volatile boolean closed;

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
        new WorkerThreads(settings.workers(), settings.queue()),
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
    this.maximumQuestions = settings.workers() + settings.queue();
    announcer = new Announcer(listeners);
    availability = new Availability(time.nanoTime());
    accounts = new Accounts(settings, time);
    recall = new Recall(availability);
    Lessons lessons = new Lessons(accounts, new Retention(settings, random), time, announcer);
    LockoutShield shield =
        new LockoutShield(directory, settings.shield(), lessons::observe, time, listener);
    inquiry =
        new Inquiry(
            directory, accounts, lessons, recall, shield, availability, workers, time, listener);
  }

  /** Adds a listener, which hears what happens from now on. */
  public void addListener(DirectoryListener directoryListener) {
    announcer.add(directoryListener);
  }

  @Override
  public @Nullable Verdict known(UserPass userPass) {
    long now = time.nanoTime();
    Accounts.Named named = accounts.named(userPass.userId());
    if (named == null) {
      return accounts.isNobody(userPass.userId()) ? Lessons.NOBODY : null;
    }
    if (!named.isTrusted(now) && !availability.isDownOrReturning(now)) {
      return null;
    }
    Account account = named.account();
    CredentialDigest digest = account.digest(userPass.password());
    Verdict verdict = recall.of(account, digest, now);
    if (verdict instanceof Verdict.Authenticated authenticated) {
      boolean stale = authenticated.evidence().source() == Evidence.Source.STALE;
      listener.lookedUp(stale ? Lookup.STALE : Lookup.HIT);
      lookAgain(account, digest, userPass, now);
    } else if (verdict != null) {
      boolean superseded = verdict == Wrong.Kind.SUPERSEDED.verdict();
      listener.lookedUp(superseded ? Lookup.SUPERSEDED : Lookup.REJECTED);
    }
    return verdict;
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    if (closed) {
      userPass.close();
      return CompletableFuture.completedStage(Inquiry.unavailable(Outcome.Cause.UNREACHABLE));
    }
    Question mine = question(userPass, client, false);
    Question first = inquiry.join(mine);
    if (first != mine) {
      mine.wipe();
      listener.lookedUp(Lookup.JOINED);
      // One whose time is up was answered for those who came then; a worker has it still.
      return first.isOverdue(time.nanoTime())
          ? CompletableFuture.completedStage(inquiry.timeout(mine))
          : first.outcome();
    }
    // An answer is remembered before its question is let go: one that just came is seen here.
    Verdict known = known(userPass);
    if (known != null) {
      inquiry.finish(mine, known);
      return mine.outcome();
    }
    listener.lookedUp(Lookup.MISS);
    ask(mine, inquiry.size() <= maximumQuestions && workers.offer(() -> inquiry.begin(mine)));
    return mine.outcome();
  }

  /** Accounts that are remembered. */
  public long size() {
    return accounts.size();
  }

  @Override
  public void close() {
    closed = true;
    workers.close();
    inquiry.close();
    if (time instanceof SystemTime ours) {
      ours.close();
    }
  }

  /** Asks about a verified password before its freshness ends, or whether the directory is back. */
  private void lookAgain(Account account, CredentialDigest digest, UserPass userPass, long now) {
    Proven proven = account.knowledge().proven(digest);
    if (proven == null || !proven.isForRefresh(now)) {
      return;
    }
    boolean mine = availability.isDown() ? availability.claimTrial(now) : account.claimLook(now);
    if (!mine || closed) {
      return;
    }
    Question question = question(userPass.copy(), Client.UNKNOWN, true);
    if (inquiry.join(question) != question) {
      question.wipe();
      return;
    }
    boolean accepted = workers.offerUnhurried(() -> inquiry.begin(question));
    if (!accepted) {
      account.giveUpLook(now);
    }
    ask(question, accepted);
  }

  private void ask(Question question, boolean accepted) {
    if (!accepted) {
      inquiry.finish(question, overloaded());
      return;
    }
    TimeSource.Alarm alarm = time.after(settings.deadline(), () -> inquiry.expire(question));
    question.outcome().thenRun(alarm::cancel);
  }

  private Question question(UserPass userPass, Client client, boolean isAnotherLook) {
    CredentialDigest typed =
        CredentialDigest.of(CredentialDigest.Owner.typed(userPass.userId()), userPass.password());
    Question question =
        new Question(userPass, typed, client, time.deadline(settings.deadline()), isAnotherLook);
    Accounts.Named named = accounts.named(userPass.userId());
    if (named != null) {
      // What the memory says of it may have to stand in, should nobody come to ask.
      question.concerns(
          new Question.Subject(
              named.account(),
              named.account().digest(userPass.password()),
              null,
              accounts.latestChange()));
    }
    return question;
  }

  private static Outcome overloaded() {
    return new Outcome.Unavailable(
        Outcome.Cause.OVERLOADED,
        Evidence.of(Evidence.Source.NONE, "too many unknown passwords wait for the directory"));
  }
}
