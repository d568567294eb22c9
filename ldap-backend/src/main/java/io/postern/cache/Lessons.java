package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the memory learns from each answer of the directory. Thread-safe. */
final class Lessons {
  private final Accounts accounts;
  private final Sources sources;
  private final Retention retention;
  private final TimeSource time;
  private final Announcer announcer;

  Lessons(
      Accounts accounts,
      Sources sources,
      Retention retention,
      TimeSource time,
      Announcer announcer) {
    this.accounts = accounts;
    this.sources = sources;
    this.retention = retention;
    this.time = time;
    this.announcer = announcer;
  }

  /** A search found whose name it is, or that nobody can search. */
  Question.Subject found(Question question, Lookup.Provable whom, long asOf) {
    Account account = accounts.found(whom);
    if (whom instanceof Lookup.Found found) {
      observe(account, found.state(), asOf);
    }
    accounts.name(question.userId(), account);
    CredentialDigest digest = account.digest(question.userPass().password());
    return question.concerns(new Question.Subject(account, digest, whom, asOf));
  }

  /** A search showed that nobody has this name: whoever had it is not to be let in by it. */
  Verdict nobody(Question question, Lookup.Nobody nobody) {
    Question.Subject subject = question.subject();
    accounts.nobody(question.userId());
    sources.failed(question.client(), question.userId());
    if (subject != null && subject.account().knowledge().proven(subject.digest()) != null) {
      Account account = subject.account();
      long now = time.nanoTime();
      announce(
          account,
          account.learn(
              subject.asOf(), known -> known.rejects(subject.digest(), null, now, retention)));
    }
    return new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, nobody.evidence());
  }

  /** A search showed this state of an account. */
  void observe(Account account, AccountState state, long asOf) {
    searched(account, state);
    long now = time.nanoTime();
    announce(account, account.learn(asOf, known -> observed(known, state, now, false)));
  }

  /** What is known of an account in this state. */
  private Knowledge observed(Knowledge known, AccountState state, long now, boolean isReported) {
    Knowledge seen = known.seen(state.passwordVersion(), now, retention);
    Verdict.Reason reason = state.refusal();
    if (reason != null) {
      return seen.refuses(refusal(reason, state.identity(), now), now);
    }
    // A server that lags may show the account as it was: a refusal is believed for a while.
    Refusal refusal = seen.refusal();
    return refusal != null && refusal.holds(now) && !isReported ? seen : seen.admits();
  }

  /** The directory reported that an account changed, and that this is its state. */
  void changed(Account account, AccountState state) {
    searched(account, state);
    long now = time.nanoTime();
    announce(
        account,
        account.learn(
            known -> {
              Knowledge observed = observed(known, state, now, true);
              return PasswordVersion.isKnown(state.passwordVersion())
                  ? observed
                  : observed.withProven(entry -> entry.due(afterReport(entry, now)));
            }));
  }

  /**
   * When a password is due for another look, after a change that may or may not have been its own.
   * Some servers write to an entry at each bind: one bind must not bring the next at once.
   */
  private static long afterReport(Proven entry, long now) {
    return Math.max(now, entry.provenAt() + Retention.LOOK_AGAIN_AFTER.toNanos());
  }

  /** A look in the background showed this state, perhaps with the groups. */
  void looked(Account account, AccountState state, long asOf) {
    observe(account, state, asOf);
    long now = time.nanoTime();
    announce(
        account,
        account.learn(
            asOf,
            known ->
                known.withProven(
                    entry -> state.groupsRead() ? entry.of(state.identity()) : entry.due(now))));
  }

  /** Nobody could look: what is trusted is due for another look when it is used. */
  void doubted(Account account) {
    long now = time.nanoTime();
    account.learn(known -> known.withProven(entry -> entry.due(now)));
  }

  /** The account was deleted. */
  void gone(Account account) {
    accounts.remove(account);
    announcer.revoked(account.name(), "deleted");
  }

  /** Ends the trust in a password or an account that has expired by now. */
  void expire(Account account) {
    long now = time.nanoTime();
    if (account.knowledge().isExpired(now)) {
      announce(account, account.learn(known -> known.expires(now)));
    }
  }

  /**
   * The directory judged a password.
   *
   * @return the outcome, unless what was learned meanwhile contradicts it
   */
  Outcome proved(Question question, Question.Subject subject, Outcome outcome) {
    if (outcome instanceof Verdict.Authenticated authenticated) {
      return accepted(question, subject, authenticated);
    }
    if (outcome instanceof Verdict.Rejected rejected) {
      rejected(question, subject, rejected);
    }
    return outcome;
  }

  /** A verified password as good as asked about, where a search shows that nothing changed. */
  @Nullable Verdict renewed(Question.Subject subject) {
    Account account = subject.account();
    Knowledge known = account.knowledge();
    Proven proven = known.proven(subject.digest());
    AccountState state = subject.state();
    if (proven == null
        || state == null
        || known.refusal() != null
        || !PasswordVersion.isSame(state.passwordVersion(), proven.passwordVersion())
        || !PasswordVersion.isSame(state.passwordVersion(), known.passwordVersion())) {
      return null;
    }
    Proven renewed = proven.renewed(span(proven.identity(), state));
    account.learn(
        subject.asOf(),
        now -> now.withProven(entry -> entry.digest().equals(renewed.digest()) ? renewed : entry));
    return renewed.ready();
  }

  /** A wrong password of an account whose password, a search shows, has not changed since. */
  @Nullable Verdict unchanged(Question.Subject subject) {
    Account account = subject.account();
    if (subject.state() == null || account.knowledge().unchanged(subject.digest()) == null) {
      return null;
    }
    long now = time.nanoTime();
    account.learn(
        subject.asOf(),
        known -> known.rejects(subject.digest(), subject.passwordVersion(), now, retention));
    return Wrong.Kind.REJECTED.verdict();
  }

  private Outcome accepted(
      Question question, Question.Subject asked, Verdict.Authenticated authenticated) {
    Identity identity = authenticated.identity();
    Account account = accounts.reveal(asked.account(), identity.account());
    CredentialDigest digest = asked.digest();
    if (account != asked.account()) {
      accounts.name(question.userId(), account);
      digest = account.digest(question.userPass().password());
    }
    String version = asked.passwordVersion();
    Proven proven = Proven.of(digest, version, identity, span(identity, asked.state()));
    long now = time.nanoTime();
    Account.Step step = account.learn(asked.asOf(), known -> accepted(known, proven, now));
    if (step == null) {
      // The answer is older than a change: that the password was right once is a fact all the same,
      // and who was let in as a member of a group must be known when the group loses them.
      announce(
          account,
          account.learn(
              known ->
                  known.notes(proven.ended(now)).withProven(entry -> entry.givenOut(proven, now))));
    } else {
      announce(account, step);
    }
    sources.succeeded(question.client(), account.name());
    Refusal refusal = account.knowledge().refusal();
    return refusal != null && refusal.holds(now) ? refusal.toProven() : authenticated;
  }

  /** A server that lags may take a former password, or let a disabled account in. */
  private Knowledge accepted(Knowledge known, Proven proven, long now) {
    boolean lags = PasswordVersion.isNewer(known.passwordVersion(), proven.passwordVersion());
    boolean refused = known.refusal() != null && known.refusal().holds(now);
    return lags || refused ? known : known.proves(proven, now, retention);
  }

  private void rejected(Question question, Question.Subject subject, Verdict.Rejected rejected) {
    Account account = subject.account();
    CredentialDigest digest = subject.digest();
    long now = time.nanoTime();
    if (rejected.reason() == Verdict.Reason.INVALID_CREDENTIALS) {
      account.ledger().failed(question.client(), digest, time.now());
      sources.failed(question.client(), account.name());
      boolean doubt = subject.state() == null && account.claimLook(now);
      String version = subject.passwordVersion();
      UnaryOperator<Knowledge> lesson =
          known -> {
            Knowledge after = known.rejects(digest, version, now, retention);
            return doubt ? after.withProven(entry -> entry.due(now)) : after;
          };
      announce(
          account,
          PasswordVersion.isKnown(version)
              ? account.learn(lesson)
              : account.learn(subject.asOf(), lesson));
      return;
    }
    Refusal refusal = refusal(rejected.reason(), rejected.identity(), now);
    if (rejected.passwordProven()) {
      Identity identity =
          rejected.identity() != null ? rejected.identity() : Identity.named(account.key());
      Proven proven = Proven.of(digest, subject.passwordVersion(), identity, Proven.Span.none(now));
      announce(
          account,
          account.learn(
              subject.asOf(), known -> known.provesRefused(proven, refusal, now, retention)));
    } else {
      announce(account, account.learn(subject.asOf(), known -> known.refuses(refusal, now)));
    }
  }

  /** Whoever has another name now is not to be let in by the former one. */
  private void searched(Account account, AccountState state) {
    AccountState before = account.searched(state);
    if (before != null && !isNamedAlike(before.identity(), state.identity())) {
      accounts.forgetNames(account);
    }
  }

  private static boolean isNamedAlike(Identity before, Identity now) {
    return before.name().equals(now.name())
        && Objects.equals(before.userPrincipalName(), now.userPrincipalName())
        && Objects.equals(before.distinguishedName(), now.distinguishedName());
  }

  private Refusal refusal(Verdict.Reason reason, @Nullable Identity identity, long now) {
    return Refusal.of(reason, identity, retention.refusedUntil(now));
  }

  private Proven.Span span(Identity identity, @Nullable AccountState state) {
    Instant expires = identity.passwordExpires();
    Instant accountExpires = state == null ? null : state.accountExpires();
    boolean accountFirst =
        accountExpires != null && (expires == null || accountExpires.isBefore(expires));
    return retention.span(time.nanoTime(), time.now(), accountFirst ? accountExpires : expires);
  }

  private void announce(Account account, Account.@Nullable Step step) {
    if (step != null) {
      announcer.announce(account.name(), step);
    }
  }

  /** Evidence of an answer that the memory gave about nobody. */
  static final Verdict.Rejected NOBODY =
      new Verdict.Rejected(
          Verdict.Reason.INVALID_CREDENTIALS,
          null,
          Evidence.of(Evidence.Source.CACHE, "the directory knew no such user a moment ago"));
}
