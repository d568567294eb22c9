package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a question is answered, on a worker: whose name is it, is the answer known after all, may a
 * bind be spent, is the password right. Thread-safe.
 */
final class Inquiry {
  private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

  private final AccountDirectory directory;
  private final Accounts accounts;
  private final SearchLessons lessons;
  private final Recall recall;
  private final LockoutShield shield;
  private final Availability availability;
  private final Questions questions;
  private final Workers workers;
  private final Binds binds;
  private final TimeSource time;
  private final MemoryListener listener;

  Inquiry(
      AccountDirectory directory,
      Accounts accounts,
      SearchLessons lessons,
      BindLessons bindLessons,
      Recall recall,
      LockoutShield shield,
      Availability availability,
      Questions questions,
      Workers workers,
      TimeSource time,
      MemoryListener listener) {
    this.directory = directory;
    this.accounts = accounts;
    this.lessons = lessons;
    this.recall = recall;
    this.shield = shield;
    this.availability = availability;
    this.questions = questions;
    this.workers = workers;
    this.binds =
        new Binds(
            directory,
            accounts,
            lessons::observe,
            bindLessons,
            availability,
            questions,
            time,
            this::resume);
    this.time = time;
    this.listener = listener;
  }

  /** Asks; runs on a worker. */
  void begin(Question question) {
    guarded(question, () -> find(question));
  }

  private void find(Question question) {
    long asOf = accounts.latestChange();
    Lookup lookup = directory.find(question.userId(), question.deadline());
    if (lookup instanceof Lookup.Failed failed) {
      availability.failed(failed.outcome().cause());
      questions.finish(question, failed.outcome());
    } else if (lookup instanceof Lookup.Nobody nobody) {
      availability.answered(time.nanoTime());
      questions.finish(question, lessons.nobody(question, nobody));
    } else if (lookup instanceof Lookup.Provable whom) {
      Question.Subject subject = lessons.found(question, whom, asOf);
      if (subject.state() != null) {
        availability.answered(time.nanoTime());
      }
      consider(question, subject, whom);
    }
  }

  private void consider(Question question, Question.Subject subject, Lookup.Provable whom) {
    Question first = questions.joinProof(question, subject);
    if (first != question) {
      question.wipe();
      first
          .outcome()
          .thenApply(
              answer -> question.isAnsweredBy(answer, first) ? answer : questions.timeout(question))
          .thenAccept(outcome -> questions.finish(question, outcome));
      return;
    }
    Verdict known = known(question, subject);
    if (known != null) {
      questions.finish(question, known);
      return;
    }
    LockoutShield.Advice advice = shield.admit(question, subject);
    if (advice instanceof LockoutShield.Advice.Spend spend) {
      spend(question, subject, whom, spend.sendBy());
    } else if (advice instanceof LockoutShield.Advice.Pause pause) {
      pause(question, subject, whom, pause.length());
    } else if (!(advice instanceof LockoutShield.Advice.Wait)) {
      questions.finish(question, without(question, subject, advice));
    }
  }

  /** Proxies that share an account's last attempts wait for their turn. */
  private void pause(
      Question question, Question.Subject subject, Lookup.Provable whom, Duration pause) {
    if (question.isOverdue(time.nanoTime() + pause.toNanos())) {
      decline(question, subject, Outcome.Cause.TIMEOUT);
      return;
    }
    time.after(
        pause,
        () -> {
          if (!workers.offer(() -> proceed(question, subject, whom))) {
            decline(question, subject, Outcome.Cause.OVERLOADED);
          }
        });
  }

  private void proceed(Question question, Question.Subject subject, Lookup.Provable whom) {
    boolean isKept = false;
    try {
      LockoutShield.Advice advice =
          question.isOverdue(time.nanoTime())
              ? new LockoutShield.Advice.Answer(Questions.unavailable(Outcome.Cause.TIMEOUT))
              : shield.admitAfterPause(question, subject);
      if (advice instanceof LockoutShield.Advice.Spend spend) {
        isKept = true;
        guarded(question, () -> spend(question, subject, whom, spend.sendBy()));
      } else if (advice instanceof LockoutShield.Advice.Pause pause) {
        isKept = true;
        pause(question, subject, whom, pause.length());
      } else {
        questions.finish(question, without(question, subject, advice));
      }
    } finally {
      if (!isKept) {
        binds.giveBack(subject);
      }
    }
  }

  /** Answers a question whose bind was granted and is not spent. */
  private void decline(Question question, Question.Subject subject, Outcome.Cause cause) {
    binds.giveBack(subject);
    questions.finish(question, cause);
  }

  /** The look at the counter may have shown more than the counter. */
  private void spend(
      Question question, Question.Subject subject, Lookup.Provable whom, Deadline sendBy) {
    Verdict known = known(question, subject);
    if (known == null) {
      binds.spend(question, subject, whom, sendBy);
    } else {
      binds.giveBack(subject);
      questions.finish(question, known);
    }
  }

  /** A question that waited is considered again, on a worker. */
  private void resume(Question question) {
    Question.Subject subject = question.subject();
    Lookup.Provable whom = subject == null ? null : subject.whom();
    if (subject == null || whom == null) {
      throw new IllegalStateException("a question waits before anybody was found");
    }
    if (!workers.offer(() -> guarded(question, () -> consider(question, subject, whom)))) {
      questions.finish(question, Outcome.Cause.OVERLOADED);
    }
  }

  /** The answer where no bind may be spent. */
  private Outcome without(
      Question question, Question.Subject subject, LockoutShield.Advice advice) {
    if (advice instanceof LockoutShield.Advice.Refuse refuse) {
      return spent(question, subject, refuse);
    }
    return advice instanceof LockoutShield.Advice.Answer answer
        ? answer.outcome()
        : Questions.unavailable(Outcome.Cause.INTERNAL);
  }

  /** The budget is spent; a verified password needs none where a search shows no change. */
  private Outcome spent(
      Question question, Question.Subject subject, LockoutShield.Advice.Refuse refuse) {
    Verdict renewed = renewed(question, subject);
    if (renewed != null) {
      listener.shielded(ShieldAction.RENEWED);
      return renewed;
    }
    long now = time.nanoTime();
    Verdict standIn = recall.standIn(subject.account(), subject.digest(), now);
    if (standIn != null) {
      return standIn;
    }
    listener.shielded(ShieldAction.REFUSED);
    Account account = subject.account();
    account.shieldedUntil(refuse.until(), refuse.verdict());
    account.ledger().untried(question.client(), subject.digest(), time.now());
    return refuse.verdict();
  }

  /** A verified password without a bind; where the trust in it has ended, after another look. */
  private @Nullable Verdict renewed(Question question, Question.Subject subject) {
    Verdict renewed = lessons.renewed(subject);
    AccountState state = subject.state();
    if (renewed != null || state == null || lessons.rightStill(subject) == null) {
      return renewed;
    }
    long asOf = accounts.latestChange();
    Account account = subject.account();
    return directory.identify(state, question.deadline()) instanceof Lookup.Found found
            && lessons.looked(account, found.state(), asOf)
        ? lessons.renewed(new Question.Subject(account, subject.digest(), found, asOf))
        : null;
  }

  private @Nullable Verdict known(Question question, Question.Subject subject) {
    long now = time.nanoTime();
    Account account = subject.account();
    Verdict known =
        question.isAnotherLook()
            ? recall.no(account, subject.digest(), question.client(), now)
            : recall.fresh(account, subject.digest(), question.client(), now);
    return known != null ? known : lessons.unchanged(subject);
  }

  /** A defect of ours, or of the LDAP library, must not leave anybody without an answer. */
  private void guarded(Question question, Runnable step) {
    try {
      if (questions.isClosed()) {
        questions.finish(question, Outcome.Cause.UNREACHABLE);
      } else if (question.isOverdue(time.nanoTime())) {
        questions.finish(question, Outcome.Cause.TIMEOUT);
      } else {
        step.run();
      }
    } catch (RuntimeException | Error defect) {
      LOG.error("A question about a password failed", defect);
      questions.finish(question, Outcome.Cause.INTERNAL);
    }
  }
}
