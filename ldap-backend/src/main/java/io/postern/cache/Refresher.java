package io.postern.cache;

import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.util.function.BiFunction;

/**
 * Asks about a verified password in the background: before its freshness ends, so that an active
 * user never waits, and while the directory is away, to notice its return. Thread-safe.
 */
final class Refresher {
  private final Availability availability;
  private final Inquiry inquiry;
  private final Questions questions;
  private final Workers workers;
  private final BiFunction<UserPass, Client, Question> anotherLook;

  /**
   * Makes a refresher.
   *
   * @param anotherLook makes a question that is asked although the answer is known
   */
  Refresher(
      Availability availability,
      Inquiry inquiry,
      Questions questions,
      Workers workers,
      BiFunction<UserPass, Client, Question> anotherLook) {
    this.availability = availability;
    this.inquiry = inquiry;
    this.questions = questions;
    this.workers = workers;
    this.anotherLook = anotherLook;
  }

  /** A verified password was presented, and answered from memory. */
  void used(Account account, CredentialDigest digest, UserPass userPass, Client client, long now) {
    Proven proven = account.knowledge().proven(digest);
    if (proven == null || !proven.trust().isForRefresh(now) || questions.isClosed()) {
      return;
    }
    boolean isTrial = availability.isDown();
    if (isTrial ? availability.claimTrial(now) : account.claimLook(now)) {
      Question question = anotherLook.apply(userPass.copy(), client);
      if (!ask(question) && !isTrial) {
        account.giveUpLook(now);
      }
    }
  }

  private boolean ask(Question question) {
    if (questions.join(question) != question) {
      question.wipe();
      return true;
    }
    questions.await(question);
    if (workers.offerUnhurried(() -> inquiry.begin(question))) {
      return true;
    }
    questions.finish(question, Outcome.Cause.OVERLOADED);
    return false;
  }
}
