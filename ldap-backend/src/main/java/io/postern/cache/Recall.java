package io.postern.cache;

import io.postern.spi.Verdict;
import org.jspecify.annotations.Nullable;

/** What the memory answers to a password, without asking anybody. Thread-safe; takes no lock. */
final class Recall {
  private final Availability availability;

  Recall(Availability availability) {
    this.availability = availability;
  }

  /**
   * The verdict that is known.
   *
   * @return null if only the directory can tell
   */
  @Nullable Verdict of(Account account, CredentialDigest digest, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    if (proven != null && known.refusal() == null) {
      if (proven.isFresh(now)) {
        return proven.ready();
      }
      return availability.isDownOrReturning(now) && proven.isStandIn(now)
          ? proven.readyStale()
          : null;
    }
    return no(account, known, proven, digest, now);
  }

  /** The verdict that is known, with nothing standing in for the directory. */
  @Nullable Verdict fresh(Account account, CredentialDigest digest, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    return proven != null && known.refusal() == null && proven.isFresh(now)
        ? proven.ready()
        : no(account, known, proven, digest, now);
  }

  /** The verdict that is known if it is a "no". */
  @Nullable Verdict no(Account account, CredentialDigest digest, long now) {
    Knowledge known = account.knowledge();
    return no(account, known, known.proven(digest), digest, now);
  }

  /** What stands in for a directory that cannot be asked; null: nothing does. */
  Verdict.@Nullable Authenticated standIn(Account account, CredentialDigest digest, long now) {
    Knowledge known = account.knowledge();
    Proven proven = known.proven(digest);
    return proven != null && known.refusal() == null && proven.isStandIn(now)
        ? proven.readyStale()
        : null;
  }

  private static @Nullable Verdict no(
      Account account,
      Knowledge known,
      @Nullable Proven proven,
      CredentialDigest digest,
      long now) {
    Refusal refusal = known.refusal();
    if (refusal != null && refusal.holds(now)) {
      if (proven != null) {
        return refusal.toProven();
      }
      if (refusal.toOthers() != null) {
        return refusal.toOthers();
      }
    }
    if (proven != null) {
      return null;
    }
    Wrong wrong = known.wrong(digest, now);
    return wrong == null ? account.shielded(now) : wrong.verdict();
  }
}
