package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a question is answered, on a worker: whose name is it, is the answer known after all, may a
 * bind be spent, is the password right. Thread-safe.
 */
final class Inquiry {
  private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

  /** How long a flood of unknown passwords is answered without even a look at the counter. */
  private static final Duration SHIELDED_FOR = Duration.ofSeconds(2);

  /** How long a bind that got no answer may still be read, and counted, by the server. */
  private static final Duration UNANSWERED_FOR = Duration.ofSeconds(10);

  private final AccountDirectory directory;
  private final Accounts accounts;
  private final Lessons lessons;
  private final Recall recall;
  private final LockoutShield shield;
  private final Availability availability;
  private final Workers workers;
  private final TimeSource time;
  private final MemoryListener listener;
  private final SingleFlight questions = new SingleFlight();
  private final SingleFlight proofs = new SingleFlight();
  private volatile boolean closed;

  Inquiry(
      AccountDirectory directory,
      Accounts accounts,
      Lessons lessons,
      Recall recall,
      LockoutShield shield,
      Availability availability,
      Workers workers,
      TimeSource time,
      MemoryListener listener) {
    this.directory = directory;
    this.accounts = accounts;
    this.lessons = lessons;
    this.recall = recall;
    this.shield = shield;
    this.availability = availability;
    this.workers = workers;
    this.time = time;
    this.listener = listener;
  }

  /**
   * Joins the question about the same password of the same name, if one is under way.
   *
   * @return {@code mine} if it is the first: it must be begun, or finished
   */
  Question join(Question mine) {
    return questions.join(mine.typed(), mine);
  }

  /** How many questions are open. */
  int size() {
    return questions.size();
  }

  /** Asks; runs on a worker. */
  void begin(Question question) {
    guarded(question, () -> find(question));
  }

  /** Answers a question and lets go of it: what was learned is remembered by now. */
  void finish(Question question, Outcome outcome) {
    Question.Subject subject = question.subject();
    if (subject != null) {
      proofs.leave(subject.digest(), question);
    }
    questions.leave(question.typed(), question);
    question.wipe();
    question.answer(orStandIn(question, outcome));
  }

  /** Answers a question whose time is up; the worker that has it lets go of it later. */
  void expire(Question question) {
    question.answer(timeout(question));
  }

  /** The answer to a question whose time is up. */
  Outcome timeout(Question question) {
    return orStandIn(question, unavailable(Outcome.Cause.TIMEOUT));
  }

  /** Answers all that is open, since nobody will ask any more. */
  void close() {
    closed = true;
    questions.forEach(question -> question.answer(unavailable(Outcome.Cause.UNREACHABLE)));
  }

  static Outcome.Unavailable unavailable(Outcome.Cause cause) {
    return new Outcome.Unavailable(cause, Evidence.NONE);
  }

  private void find(Question question) {
    long asOf = accounts.latestChange();
    Lookup lookup = directory.find(question.userId(), question.deadline());
    if (lookup instanceof Lookup.Failed failed) {
      availability.failed(failed.outcome().cause());
      finish(question, failed.outcome());
    } else if (lookup instanceof Lookup.Nobody nobody) {
      availability.answered(time.nanoTime());
      finish(question, lessons.nobody(question, nobody));
    } else if (lookup instanceof Lookup.Provable whom) {
      Question.Subject subject = lessons.found(question, whom, asOf);
      if (subject.state() != null) {
        availability.answered(time.nanoTime());
      }
      consider(question, subject);
    }
  }

  private void consider(Question question, Question.Subject subject) {
    Question first = proofs.join(subject.digest(), question);
    if (first != question) {
      question.wipe();
      first.outcome().thenAccept(outcome -> finish(question, outcome));
      return;
    }
    Verdict known = known(question, subject);
    if (known != null) {
      finish(question, known);
      return;
    }
    LockoutShield.Advice advice = shield.admit(question, subject);
    if (advice instanceof LockoutShield.Advice.Spend) {
      spend(question, subject);
    } else if (advice instanceof LockoutShield.Advice.Refuse refuse) {
      finish(question, spent(subject, refuse));
    } else if (advice instanceof LockoutShield.Advice.Answer answer) {
      finish(question, answer.outcome());
    }
  }

  /** Spends a bind, which was granted and must be settled. */
  private void spend(Question question, Question.Subject subject) {
    Verdict known = known(question, subject);
    if (known != null) {
      settle(subject, Budget.Result.NOT_COUNTED);
      finish(question, known);
      return;
    }
    Outcome outcome = unavailable(Outcome.Cause.INTERNAL);
    Outcome answer = outcome;
    try {
      outcome = prove(question, subject);
      answer = lessons.proved(question, subject, outcome);
    } finally {
      settle(subject, outcome);
      finish(question, answer);
    }
  }

  private Outcome prove(Question question, Question.Subject subject) {
    Lookup.Provable whom = subject.whom();
    if (whom == null) {
      throw new IllegalStateException("nobody was looked up");
    }
    Outcome outcome = directory.prove(whom, question.userPass(), question.deadline());
    if (outcome instanceof Outcome.Unavailable unavailable) {
      availability.failed(unavailable.cause());
    } else {
      availability.answered(time.nanoTime());
    }
    return outcome;
  }

  private void settle(Question.Subject subject, Outcome outcome) {
    if (outcome instanceof Verdict.Authenticated) {
      settle(subject, Budget.Result.SUCCEEDED);
    } else if (outcome instanceof Verdict.Rejected rejected) {
      boolean counted = rejected.reason() == Verdict.Reason.INVALID_CREDENTIALS;
      settle(subject, counted ? Budget.Result.FAILED : Budget.Result.NOT_COUNTED);
    } else if (mayHaveBeenCounted((Outcome.Unavailable) outcome)
        && subject.account().knowledge().proven(subject.digest()) == null) {
      // The server may yet read the bind that it did not answer: it stays under way for a while.
      time.after(UNANSWERED_FOR, () -> settle(subject, Budget.Result.NOT_COUNTED));
    } else {
      settle(subject, Budget.Result.NOT_COUNTED);
    }
  }

  private void settle(Question.Subject subject, Budget.Result result) {
    if (result == Budget.Result.SUCCEEDED) {
      subject.account().shieldedUntil(0, null);
    }
    List<Question> waited = subject.account().budget().settle(result, time.nanoTime());
    for (Question question : waited) {
      if (!workers.offer(() -> guarded(question, () -> reconsider(question)))) {
        finish(question, unavailable(Outcome.Cause.OVERLOADED));
      }
    }
  }

  private void reconsider(Question question) {
    Question.Subject subject = question.subject();
    if (subject != null) {
      consider(question, subject);
    }
  }

  private static boolean mayHaveBeenCounted(Outcome.Unavailable outcome) {
    return switch (outcome.cause()) {
      case TIMEOUT, DIRECTORY_ERROR, INTERNAL -> true;
      case UNREACHABLE, OVERLOADED, MISCONFIGURED, SERVICE_ACCOUNT_REFUSED -> false;
    };
  }

  /** No bind may be spent; a verified password needs none where a search shows no change. */
  private Outcome spent(Question.Subject subject, LockoutShield.Advice.Refuse refuse) {
    Verdict renewed = lessons.renewed(subject);
    if (renewed != null) {
      listener.shielded(ShieldAction.RENEWED);
      return renewed;
    }
    long now = time.nanoTime();
    Verdict standIn = recall.standIn(subject.account(), subject.digest(), now);
    listener.shielded(ShieldAction.REFUSED);
    if (standIn != null) {
      return standIn;
    }
    subject.account().shieldedUntil(now + SHIELDED_FOR.toNanos(), refuse.verdict());
    return refuse.verdict();
  }

  private @Nullable Verdict known(Question question, Question.Subject subject) {
    long now = time.nanoTime();
    Verdict known =
        question.isAnotherLook()
            ? recall.no(subject.account(), subject.digest(), now)
            : recall.fresh(subject.account(), subject.digest(), now);
    return known != null ? known : lessons.unchanged(subject);
  }

  private Outcome orStandIn(Question question, Outcome outcome) {
    Question.Subject subject = question.subject();
    if (!(outcome instanceof Outcome.Unavailable) || subject == null) {
      return outcome;
    }
    Verdict standIn = recall.standIn(subject.account(), subject.digest(), time.nanoTime());
    return standIn == null ? outcome : standIn;
  }

  /** A defect of ours, or of the LDAP library, must not leave anybody without an answer. */
  private void guarded(Question question, Runnable step) {
    try {
      if (closed || question.isOverdue(time.nanoTime())) {
        finish(question, unavailable(Outcome.Cause.TIMEOUT));
      } else {
        step.run();
      }
    } catch (RuntimeException | Error defect) {
      LOG.error("A question about a password failed", defect);
      finish(question, unavailable(Outcome.Cause.INTERNAL));
    }
  }
}
