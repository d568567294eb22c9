package io.postern.cache;

import io.postern.account.TimeSource;
import io.postern.cache.MemoryListener.Lookup;
import io.postern.cache.MemoryListener.ShieldAction;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Rejected;
import org.jspecify.annotations.Nullable;

/** What the memory answers to a password without asking anybody. Thread-safe. */
final class Recall {
  private static final Rejected GUESSER =
      new Rejected(
          Verdict.Reason.INVALID_CREDENTIALS,
          null,
          Evidence.of(
              Evidence.Source.CACHE,
              "lockout shield: this source guesses passwords of the account, so none is tried"));

  private final Availability availability;
  private final TimeSource time;
  private final MemoryListener listener;

  Recall(Availability availability, TimeSource time, MemoryListener listener) {
    this.availability = availability;
    this.time = time;
    this.listener = listener;
  }

  /** Whether an answer is for the source alone that it was given to, which guesses. */
  static boolean isPersonal(Outcome outcome) {
    return GUESSER.equals(outcome);
  }

  /**
   * The verdict that is known. A right password takes no lock here, and a wrong one no other than
   * its account's.
   *
   * @return null if only the directory can tell
   */
  @Nullable Verdict of(Account account, CredentialDigest digest, Client client, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    if (proven == null || known.refusal() != null) {
      return no(account, digest, client, now);
    }
    if (proven.trust().isFresh(now)) {
      listener.lookedUp(Lookup.HIT);
      return proven.ready();
    }
    if (availability.isDownOrReturning(now) && proven.trust().isStandIn(now)) {
      listener.lookedUp(Lookup.STALE);
      return proven.readyStale();
    }
    return null;
  }

  /** The verdict that is known to a worker, with nothing standing in for the directory. */
  @Nullable Verdict fresh(Account account, CredentialDigest digest, Client client, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    return proven != null && known.refusal() == null && proven.trust().isFresh(now)
        ? proven.ready()
        : no(account, digest, client, now);
  }

  /** The verdict that is known if it is a "no". */
  @Nullable Rejected no(Account account, CredentialDigest digest, Client client, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    Refusal refusal = known.refusal();
    if (refusal != null && refusal.holds(now)) {
      Rejected refused = proven != null ? refusal.toProven() : refusal.toOthers();
      if (refused != null) {
        listener.lookedUp(Lookup.REJECTED);
        return refused;
      }
    }
    if (proven != null) {
      return null;
    }
    Wrong wrong = known.wrong(digest, now);
    return wrong == null ? untried(account, digest, client, now) : wrong(account, wrong, client);
  }

  /** What stands in for a directory that cannot be asked; null: nothing does. */
  Verdict.@Nullable Authenticated standIn(Account account, CredentialDigest digest, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    return proven != null && known.refusal() == null && proven.trust().isStandIn(now)
        ? proven.readyStale()
        : null;
  }

  private Rejected wrong(Account account, Wrong wrong, Client client) {
    account.ledger().repeated(client, wrong.kind(), time.now());
    listener.lookedUp(wrong.kind() == Wrong.Kind.SUPERSEDED ? Lookup.SUPERSEDED : Lookup.REJECTED);
    return wrong.verdict();
  }

  private @Nullable Rejected untried(
      Account account, CredentialDigest digest, Client client, long now) {
    Ledger ledger = account.ledgerIfAny();
    if (ledger == null) {
      return null;
    }
    Rejected verdict = account.shielded(now);
    if (verdict != null) {
      listener.shielded(ShieldAction.REFUSED);
    } else if (ledger.isGuessing(client, time.now())) {
      listener.shielded(ShieldAction.GUESSER_REFUSED);
      verdict = GUESSER;
    } else {
      return null;
    }
    ledger.untried(client, digest, time.now());
    return verdict;
  }
}
