package io.postern.cache;

import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Duration;

/** The questions that are open: each is asked once, and answered once by its deadline. */
final class Questions {
  private final SingleFlight typed = new SingleFlight();
  private final SingleFlight proofs = new SingleFlight();
  private final Recall recall;
  private final TimeSource time;
  private final Duration deadline;
  private final int most;
  private volatile boolean closed;

  /**
   * Makes room for questions.
   *
   * @param deadline by when each is answered
   * @param most how many may be open
   */
  Questions(Recall recall, TimeSource time, Duration deadline, int most) {
    this.recall = recall;
    this.time = time;
    this.deadline = deadline;
    this.most = most;
  }

  /**
   * Joins the question about the same password of the same name, if one is open.
   *
   * @return {@code mine} if it is the first: it must be begun, or finished
   */
  Question join(Question mine) {
    return typed.join(mine.typed(), mine);
  }

  /** Joins the question about the same password of the same account, however it was spelled. */
  Question joinProof(Question mine, Question.Subject subject) {
    return proofs.join(subject.digest(), mine);
  }

  boolean isFull() {
    return typed.size() > most;
  }

  boolean isClosed() {
    return closed;
  }

  /** Sees to it that a question that was begun is answered in time. */
  void await(Question question) {
    TimeSource.Alarm alarm = time.after(deadline, () -> question.answer(timeout(question)));
    question.outcome().thenRun(alarm::cancel);
  }

  /** Answers a question and lets go of it: what was learned is remembered by now. */
  void finish(Question question, Outcome outcome) {
    Question.Subject subject = question.subject();
    if (subject != null) {
      proofs.leave(subject.digest(), question);
    }
    typed.leave(question.typed(), question);
    question.wipe();
    question.answer(orStandIn(question, outcome));
  }

  /** Answers a question that could not be asked. */
  void finish(Question question, Outcome.Cause cause) {
    finish(question, unavailable(cause));
  }

  /** The answer to a question whose time is up; the worker that has it lets go of it later. */
  Outcome timeout(Question question) {
    return orStandIn(question, unavailable(Outcome.Cause.TIMEOUT));
  }

  /** Answers all that is open, since nobody will ask any more. */
  void close() {
    closed = true;
    typed.forEach(question -> question.answer(unavailable(Outcome.Cause.UNREACHABLE)));
  }

  static Outcome.Unavailable unavailable(Outcome.Cause cause) {
    return cause == Outcome.Cause.OVERLOADED
        ? new Outcome.Unavailable(
            cause, Evidence.of(Evidence.Source.NONE, "too many passwords wait for the directory"))
        : new Outcome.Unavailable(cause, Evidence.NONE);
  }

  private Outcome orStandIn(Question question, Outcome outcome) {
    Question.Subject subject = question.subject();
    if (!(outcome instanceof Outcome.Unavailable) || subject == null) {
      return outcome;
    }
    Verdict standIn = recall.standIn(subject.account(), subject.digest(), time.nanoTime());
    return standIn == null ? outcome : standIn;
  }
}
