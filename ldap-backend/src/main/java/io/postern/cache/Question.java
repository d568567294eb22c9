package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One password that the directory is asked about, for however many requests wait for it. Whoever
 * works on the question at the moment, and nobody else, may read the password; anybody may answer.
 */
final class Question {
  private final UserPass userPass;
  private final CredentialDigest typed;
  private final Client client;
  private final Deadline deadline;
  private final boolean isAnotherLook;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  private volatile @Nullable Subject subject;

  /**
   * Makes a question.
   *
   * @param typed the digest of the password and the name as it was typed
   * @param isAnotherLook whether it is asked although the answer is known, to see if it still holds
   */
  Question(
      UserPass userPass,
      CredentialDigest typed,
      Client client,
      Deadline deadline,
      boolean isAnotherLook) {
    this.userPass = userPass;
    this.typed = typed;
    this.client = client;
    this.deadline = deadline;
    this.isAnotherLook = isAnotherLook;
  }

  UserPass userPass() {
    return userPass;
  }

  String userId() {
    return userPass.userId();
  }

  CredentialDigest typed() {
    return typed;
  }

  Client client() {
    return client;
  }

  Deadline deadline() {
    return deadline;
  }

  boolean isAnotherLook() {
    return isAnotherLook;
  }

  boolean isOverdue(long now) {
    return now - deadline.nanoTime() >= 0;
  }

  /** Whose password it is; null: nobody knows yet. */
  @Nullable Subject subject() {
    return subject;
  }

  /** Says whose password it is. */
  Subject concerns(Subject account) {
    subject = account;
    return account;
  }

  /** Whether the answer to the question that it joined answers this one too. */
  boolean isAnsweredBy(Outcome answer, Question joined) {
    return !Recall.isPersonal(answer) || client.equals(joined.client);
  }

  /** Answers whoever waits; the first answer counts. */
  void answer(Outcome answer) {
    outcome.complete(answer);
  }

  /** The answer, which nobody outside can complete. */
  CompletionStage<Outcome> outcome() {
    return outcome.minimalCompletionStage();
  }

  /** No thread needs the password any more. */
  void wipe() {
    userPass.close();
  }

  /**
   * Whose password it is, as the directory said.
   *
   * @param digest of the password and the account
   * @param whom null: the memory says so, and the directory was not asked yet
   * @param asOf the number of the latest change when the directory was asked
   */
  record Subject(
      Account account, CredentialDigest digest, Lookup.@Nullable Provable whom, long asOf) {

    /** The state that the search showed; null where nobody can search. */
    @Nullable AccountState state() {
      return whom instanceof Lookup.Found found ? found.state() : null;
    }

    @Nullable String passwordVersion() {
      AccountState state = state();
      return state == null ? null : state.passwordVersion();
    }
  }
}
