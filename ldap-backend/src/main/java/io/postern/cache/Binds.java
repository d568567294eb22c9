package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The binds that the shield granted: each is spent or given back, and then settled, once. */
final class Binds {
  private final AccountDirectory directory;
  private final Accounts accounts;
  private final FailureCounter.Observer observer;
  private final BindLessons lessons;
  private final Availability availability;
  private final Questions questions;
  private final TimeSource time;
  private final Consumer<Question> reconsider;

  /**
   * Makes a spender of binds.
   *
   * @param observer learns what is read of an account
   * @param reconsider takes the questions that waited for a bind of their account to end
   */
  Binds(
      AccountDirectory directory,
      Accounts accounts,
      FailureCounter.Observer observer,
      BindLessons lessons,
      Availability availability,
      Questions questions,
      TimeSource time,
      Consumer<Question> reconsider) {
    this.directory = directory;
    this.accounts = accounts;
    this.observer = observer;
    this.lessons = lessons;
    this.availability = availability;
    this.questions = questions;
    this.time = time;
    this.reconsider = reconsider;
  }

  /**
   * Spends the bind on the question, and answers it; or if the bind could not be sent in time,
   * gives it back and has the question reconsidered, as one whose password changed meanwhile.
   *
   * @param sendBy when it is too late to send it
   */
  void spend(Question question, Question.Subject subject, Lookup.Provable whom, Deadline sendBy) {
    Outcome outcome = Questions.unavailable(Outcome.Cause.INTERNAL);
    @Nullable Outcome answer = outcome;
    try {
      Proof proof = prove(question, subject, whom, sendBy);
      outcome = proof.outcome();
      answer = isLate(question, outcome, sendBy) ? null : lessons.proved(question, proof);
    } finally {
      settle(subject, outcome);
      if (answer != null) {
        questions.finish(question, answer);
      } else {
        reconsider.accept(question);
      }
    }
  }

  /** Whether it became too late to send the bind, and there is time for another look. */
  private boolean isLate(Question question, Outcome outcome, Deadline sendBy) {
    long now = time.nanoTime();
    return outcome instanceof Outcome.Unavailable unavailable
        && unavailable.evidence().source() == Evidence.Source.NONE
        && now - sendBy.nanoTime() >= 0
        && !question.isOverdue(now);
  }

  /**
   * Proves a password, and if it was not known as right, reads the account once more: one that was
   * set in the very moment of the bind would otherwise be taken for the former one when the change
   * is seen. If it changed in that moment, the directory is asked about it again; not about one
   * that is known to be the former one, which it would take for a while.
   */
  private Proof prove(
      Question question, Question.Subject subject, Lookup.Provable whom, Deadline sendBy) {
    Proof proof = bind(question, subject, whom, sendBy);
    if (proof.isConfirmed()) {
      return proof;
    }
    Question.Subject seen = look(question, subject);
    if (seen != null
        && PasswordVersion.isNewer(seen.passwordVersion(), proof.version())
        && seen.account().knowledge().wrong(seen.digest(), time.nanoTime()) == null) {
      proof = bind(question, seen, whom, sendBy);
      seen = proof.isConfirmed() ? null : look(question, seen);
    }
    return seen == null ? proof : proof.seen(seen);
  }

  private Proof bind(
      Question question, Question.Subject subject, Lookup.Provable whom, Deadline sendBy) {
    String version =
        PasswordVersion.newest(
            subject.passwordVersion(), subject.account().knowledge().passwordVersion());
    Outcome outcome = directory.prove(whom, question.userPass(), sendBy, question.deadline());
    if (!isLate(question, outcome, sendBy)) {
      note(outcome);
    }
    Proven before = subject.account().knowledge().proven(subject.digest());
    boolean isKnown =
        before != null
            && before.confirmed()
            && PasswordVersion.isSame(version, before.passwordVersion());
    boolean isConfirmed = isKnown || !(outcome instanceof Verdict.Authenticated);
    return new Proof(subject, version, isConfirmed, subject.asOf(), outcome);
  }

  /** Reads the account again; null if that cannot be done. */
  private Question.@Nullable Subject look(Question question, Question.Subject subject) {
    AccountState state = subject.state();
    if (state == null) {
      return null;
    }
    long asOf = accounts.latestChange();
    if (directory.recheck(state, question.deadline()) instanceof Lookup.Found found) {
      observer.observe(subject.account(), found.state(), asOf);
      return new Question.Subject(subject.account(), subject.digest(), found, asOf);
    }
    return null;
  }

  /** Gives a granted bind back. */
  void giveBack(Question.Subject subject) {
    settle(subject, Budget.Result.NOT_COUNTED);
  }

  private void note(Outcome outcome) {
    if (outcome instanceof Outcome.Unavailable unavailable) {
      availability.failed(unavailable.cause());
    } else {
      availability.answered(time.nanoTime());
    }
  }

  private void settle(Question.Subject subject, Outcome outcome) {
    if (outcome instanceof Verdict.Authenticated) {
      subject.account().shieldedUntil(0, null);
      settle(subject, Budget.Result.SUCCEEDED);
    } else if (outcome instanceof Verdict.Rejected rejected) {
      boolean counted = rejected.reason() == Verdict.Reason.INVALID_CREDENTIALS;
      settle(subject, counted ? Budget.Result.FAILED : Budget.Result.NOT_COUNTED);
    } else if (mayBeCounted((Outcome.Unavailable) outcome)) {
      settle(subject, Budget.Result.UNANSWERED);
    } else {
      settle(subject, Budget.Result.NOT_COUNTED);
    }
  }

  private void settle(Question.Subject subject, Budget.Result result) {
    List<Question> waited = subject.account().budget().settle(result, time.nanoTime());
    waited.forEach(reconsider);
  }

  /** Whether a bind was sent, and nobody knows what the server made of it. */
  private static boolean mayBeCounted(Outcome.Unavailable outcome) {
    boolean isUnanswered =
        !outcome.evidence().asked().isZero() && outcome.evidence().code() == null;
    return isUnanswered || outcome.cause() == Outcome.Cause.INTERNAL;
  }

  /**
   * The end of a bind, or of two.
   *
   * @param subject as it was when the bind began
   * @param version the newest that was seen of the account's password when the bind began
   * @param isConfirmed whether the password is known to be of that version, or was not right
   * @param asOf the number of the latest change when the account was last read
   */
  record Proof(
      Question.Subject subject,
      @Nullable String version,
      boolean isConfirmed,
      long asOf,
      Outcome outcome) {

    /** The account was read after the bind, and looked like this. */
    Proof seen(Question.Subject later) {
      boolean isSame = PasswordVersion.isSame(version, later.passwordVersion());
      return new Proof(subject, version, isSame, later.asOf(), outcome);
    }
  }
}
