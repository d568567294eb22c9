package io.postern.cache;

import io.postern.account.TimeSource;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the memory learns from each bind. Thread-safe. */
final class BindLessons {
  private final Accounts accounts;
  private final Sources sources;
  private final Retention retention;
  private final TimeSource time;
  private final Announcer announcer;
  private final Consumer<Account> lookAgain;

  /**
   * Makes them.
   *
   * @param lookAgain looks soon at an account that may have changed unseen
   */
  BindLessons(
      Accounts accounts,
      Sources sources,
      Retention retention,
      TimeSource time,
      Announcer announcer,
      Consumer<Account> lookAgain) {
    this.accounts = accounts;
    this.sources = sources;
    this.retention = retention;
    this.time = time;
    this.announcer = announcer;
    this.lookAgain = lookAgain;
  }

  /**
   * The directory judged a password.
   *
   * @return the outcome, unless what was learned meanwhile contradicts it; null: the password
   *     changed meanwhile, and only the directory can tell whether this is the new one
   */
  @Nullable Outcome proved(Question question, Binds.Proof proof) {
    if (proof.outcome() instanceof Verdict.Authenticated authenticated) {
      return accepted(question, proof, authenticated);
    }
    if (proof.outcome() instanceof Verdict.Rejected rejected) {
      rejected(question, proof.subject(), proof.version(), rejected);
    }
    return proof.outcome();
  }

  private @Nullable Outcome accepted(
      Question question, Binds.Proof proof, Verdict.Authenticated authenticated) {
    Question.Subject asked = proof.subject();
    Identity identity = authenticated.identity();
    Account account = accounts.reveal(asked.account(), identity.account());
    CredentialDigest digest = asked.digest();
    if (account != asked.account()) {
      accounts.name(question.userId(), account);
      digest = account.digest(question.userPass().password());
    }
    // As the account was seen last, which may be later than when the question began.
    Trust trust = retention.trust(time, identity, account.state());
    Proven right = Proven.of(digest, proof.version(), identity, trust);
    Proven proven = proof.isConfirmed() ? right.confirm() : right;
    long now = time.nanoTime();
    Account.Step step = account.learn(asked.asOf(), known -> accepted(known, proven, now));
    announcer.announce(account, step == null ? overtaken(account, proof, proven, now) : step);
    sources.succeeded(question.client(), account.name());
    // Where the change made it a former password, that is known better here than there.
    Knowledge known = account.knowledge();
    Wrong former = step == null ? known.wrong(digest, now) : known.former(digest, now);
    if (former != null) {
      return former.verdict();
    }
    Refusal refusal = known.refusal();
    if (refusal != null && refusal.holds(now)) {
      return refusal.toProven();
    }
    return isOutdated(proven, known) ? null : authenticated;
  }

  /**
   * The answer is older than a change. If the account was read since, and had the same password, it
   * is right still; if not, that it was right once is a fact all the same. The groups may be others
   * by now, and who was let in as a member of one must be known when it loses them.
   */
  private Account.@Nullable Step overtaken(
      Account account, Binds.Proof proof, Proven proven, long now) {
    Account.Step step =
        proof.isConfirmed()
            ? account.learn(proof.asOf(), known -> accepted(known, proven.due(now), now))
            : null;
    if (step == null) {
      step =
          account.learn(
              known ->
                  known
                      .notes(proven.ended(now), now)
                      .withProven(entry -> entry.givenOut(proven, now)));
    }
    lookAgain.accept(account);
    return step;
  }

  private Knowledge accepted(Knowledge known, Proven proven, long now) {
    Refusal refusal = known.refusal();
    if (refusal != null && refusal.holds(now)) {
      // A server that lags may let a disabled account in; the password was right all the same.
      return known.notes(proven.ended(now), now);
    }
    return isOutdated(proven, known) ? known : known.proves(proven, now, retention);
  }

  /**
   * Whether a search showed a newer password while the bind was under way. The answer may be about
   * the former one: the next change would not end what it opened.
   */
  private static boolean isOutdated(Proven proven, Knowledge known) {
    return PasswordVersion.isNewer(known.passwordVersion(), proven.passwordVersion());
  }

  private void rejected(
      Question question,
      Question.Subject subject,
      @Nullable String version,
      Verdict.Rejected rejected) {
    Account account = subject.account();
    CredentialDigest digest = subject.digest();
    long now = time.nanoTime();
    if (rejected.reason() == Verdict.Reason.INVALID_CREDENTIALS) {
      account.ledger().failed(question.client(), digest, time.now());
      sources.failed(question.client(), account.name());
      boolean doubt = subject.state() == null && account.claimLook(now);
      UnaryOperator<Knowledge> lesson =
          known -> {
            Knowledge after = known.rejects(digest, version, now, retention);
            return doubt ? after.withProven(entry -> entry.due(now)) : after;
          };
      announcer.announce(
          account,
          PasswordVersion.isKnown(version)
              ? account.learn(lesson)
              : account.learn(subject.asOf(), lesson));
      return;
    }
    Refusal refusal = retention.refusal(rejected.reason(), rejected.identity(), now);
    if (rejected.passwordProven()) {
      Identity identity =
          rejected.identity() != null ? rejected.identity() : Identity.named(account.key());
      Proven proven = Proven.of(digest, version, identity, Trust.none(now));
      announcer.announce(
          account,
          account.learn(
              subject.asOf(), known -> known.provesRefused(proven, refusal, now, retention)));
    } else {
      announcer.announce(
          account, account.learn(subject.asOf(), known -> known.refuses(refusal, now)));
    }
  }
}
