package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the memory learns from each search, and from what a search shows without a bind. */
final class SearchLessons {
  private final Accounts accounts;
  private final Sources sources;
  private final Retention retention;
  private final TimeSource time;
  private final Announcer announcer;

  SearchLessons(
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
      announcer.announce(
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
    announcer.announce(account, account.learn(asOf, known -> observed(known, state, now, false)));
  }

  /** What is known of an account in this state. */
  private Knowledge observed(Knowledge known, AccountState state, long now, boolean isReported) {
    long since = Retention.surelySet(state.passwordSet(), time);
    Knowledge seen = known.seen(state.passwordVersion(), since, now, retention);
    Verdict.Reason reason = state.refusal();
    if (reason != null) {
      return seen.refuses(retention.refusal(reason, state.identity(), now), now);
    }
    Knowledge expiring = seen.withProven(entry -> expiring(entry, state));
    // A server that lags may show the account as it was: a refusal is believed for a while.
    Refusal refusal = seen.refusal();
    return refusal != null && refusal.holds(now) && !isReported ? expiring : expiring.admits();
  }

  /** Nobody reports that an expiry is reached, only that it was set. */
  private Proven expiring(Proven entry, AccountState state) {
    Identity identity =
        state.identity().passwordExpires() == null ? entry.identity() : state.identity();
    return entry.with(entry.trust().until(retention.expiry(time, identity, state)));
  }

  /** The directory reported that an account changed, and that this is its state. */
  void changed(Account account, AccountState state) {
    searched(account, state);
    long now = time.nanoTime();
    announcer.announce(
        account,
        account.learn(
            known -> {
              Knowledge observed = observed(known, state, now, true);
              return PasswordVersion.isKnown(state.passwordVersion())
                  ? observed.withProven(Proven::unkept)
                  : observed.withProven(entry -> entry.due(afterReport(entry, now)));
            }));
  }

  /**
   * When a password is due for another look, after a change that may or may not have been its own.
   * Some servers write to an entry at each bind: one bind must not bring the next at once.
   */
  private static long afterReport(Proven entry, long now) {
    return Math.max(now, entry.trust().provenAt() + Retention.LOOK_AGAIN_AFTER.toNanos());
  }

  /**
   * A look in the background showed this state, perhaps with the groups.
   *
   * @return whether anything was learned: not if the account has changed since the look began
   */
  boolean looked(Account account, AccountState state, long asOf) {
    observe(account, state, asOf);
    long now = time.nanoTime();
    Account.Step step =
        account.learn(
            asOf,
            known ->
                known.withProven(
                    entry -> state.groupsRead() ? entry.with(state.identity()) : entry.due(now)));
    announcer.announce(account, step);
    return step != null;
  }

  /** The account as it was last seen, if the account watch is to look at it; else null. */
  @Nullable AccountState wanted(Account account) {
    Knowledge known = account.knowledge();
    AccountState state = account.state();
    if (state == null || state.refusal() != null || known.refusal() != null) {
      return null;
    }
    long now = time.nanoTime();
    for (Proven entry : known.proven()) {
      if (retention.isForLook(entry.trust(), now) && isKept(entry, state)) {
        return state;
      }
    }
    return null;
  }

  /** The account watch looked: what was proven is fresh for another while, if nothing changed. */
  void kept(Account account, AccountState state, long asOf) {
    observe(account, state, asOf);
    account.keepNames(time.nanoTime() + retention.freshFor());
    account.learn(
        asOf,
        known ->
            known.refusal() != null
                ? known
                : known.withProven(entry -> isKept(entry, state) ? kept(entry, state) : entry));
  }

  private Proven kept(Proven entry, AccountState state) {
    return entry.with(entry.trust().watched(retention.trust(time, state.identity(), state)));
  }

  private boolean isKept(Proven entry, AccountState state) {
    return PasswordVersion.isSame(state.passwordVersion(), entry.passwordVersion())
        && retention.wasCurrent(entry.trust(), state, time);
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
      announcer.announce(account, account.learn(known -> known.expires(now)));
    }
  }

  /** A verified password as good as asked about, where a search shows that nothing changed. */
  @Nullable Verdict renewed(Question.Subject subject) {
    Proven proven = rightStill(subject);
    AccountState state = subject.state();
    if (proven == null || state == null) {
      return null;
    }
    boolean isTrusted = proven.trust().isStandIn(time.nanoTime());
    if (!isTrusted && !state.groupsRead()) {
      return null;
    }
    Trust trust = isTrusted ? proven.trust() : retention.restored(proven.trust());
    Proven renewed = proven.with(trust.kept(retention.trust(time, proven.identity(), state)));
    Account account = subject.account();
    account.learn(
        subject.asOf(),
        now -> now.withProven(entry -> entry.digest().equals(renewed.digest()) ? renewed : entry));
    return renewed.ready();
  }

  /**
   * The record of a password that was found right a while ago, if a search shows that it is so
   * still. The trust in it may have ended for another reason, as while an account is disabled: then
   * the groups must be read before it is renewed.
   */
  @Nullable Proven rightStill(Question.Subject subject) {
    Knowledge known = subject.account().knowledge();
    Proven proven = known.proven(subject.digest());
    AccountState state = subject.state();
    if (proven == null
        || state == null
        || known.refusal() != null
        || !PasswordVersion.isSame(state.passwordVersion(), proven.passwordVersion())
        || !PasswordVersion.isSame(state.passwordVersion(), known.passwordVersion())) {
      return null;
    }
    Trust trust = proven.confirmed() ? retention.restored(proven.trust()) : proven.trust();
    long now = time.nanoTime();
    return proven.trust().isStandIn(now) || trust.isStandIn(now) ? proven : null;
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

  /** Whoever has another name now is not to be let in by the former one. */
  private void searched(Account account, AccountState state) {
    AccountState before = account.searched(state, time.nanoTime());
    if (before != null && !isNamedAlike(before.identity(), state.identity())) {
      accounts.forgetNames(account);
    }
  }

  private static boolean isNamedAlike(Identity before, Identity now) {
    return before.name().equals(now.name())
        && Objects.equals(before.userPrincipalName(), now.userPrincipalName())
        && Objects.equals(before.distinguishedName(), now.distinguishedName());
  }

  /** Evidence of an answer that the memory gave about nobody. */
  static final Verdict.Rejected NOBODY =
      new Verdict.Rejected(
          Verdict.Reason.INVALID_CREDENTIALS,
          null,
          Evidence.of(Evidence.Source.CACHE, "the directory knew no such user a moment ago"));
}
