package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The binds that the shield granted: each is spent or given back, and then settled, once. */
final class Binds {
  /** How long a bind that got no answer may still be read, and counted, by the server. */
  private static final Duration UNANSWERED_FOR = Duration.ofSeconds(10);

  private final AccountDirectory directory;
  private final Lessons lessons;
  private final Availability availability;
  private final Questions questions;
  private final TimeSource time;
  private final Consumer<Question> reconsider;

  /**
   * Makes a spender of binds.
   *
   * @param reconsider takes the questions that waited for a bind of their account to end
   */
  Binds(
      AccountDirectory directory,
      Lessons lessons,
      Availability availability,
      Questions questions,
      TimeSource time,
      Consumer<Question> reconsider) {
    this.directory = directory;
    this.lessons = lessons;
    this.availability = availability;
    this.questions = questions;
    this.time = time;
    this.reconsider = reconsider;
  }

  /** Spends the bind on the question, and answers it. */
  void spend(Question question, Question.Subject subject, Lookup.Provable whom) {
    Outcome outcome = Questions.unavailable(Outcome.Cause.INTERNAL);
    Outcome answer = outcome;
    try {
      outcome = directory.prove(whom, question.userPass(), question.deadline());
      note(outcome);
      answer = lessons.proved(question, subject, outcome);
    } finally {
      settle(subject, outcome);
      questions.finish(question, answer);
    }
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
    } else if (mayBeCountedYet(subject, (Outcome.Unavailable) outcome)) {
      Budget budget = subject.account().budget();
      settle(subject, Budget.Result.UNANSWERED);
      time.after(UNANSWERED_FOR, budget::forgetUnanswered);
    } else {
      settle(subject, Budget.Result.NOT_COUNTED);
    }
  }

  private void settle(Question.Subject subject, Budget.Result result) {
    List<Question> waited = subject.account().budget().settle(result, time.nanoTime());
    waited.forEach(reconsider);
  }

  /** A password that was right before is most likely right still, and costs nothing then. */
  private static boolean mayBeCountedYet(Question.Subject subject, Outcome.Unavailable outcome) {
    boolean mayHaveBeenSent =
        switch (outcome.cause()) {
          case TIMEOUT, DIRECTORY_ERROR, INTERNAL -> true;
          case UNREACHABLE, OVERLOADED, MISCONFIGURED, SERVICE_ACCOUNT_REFUSED -> false;
        };
    return mayHaveBeenSent && subject.account().knowledge().proven(subject.digest()) == null;
  }
}
