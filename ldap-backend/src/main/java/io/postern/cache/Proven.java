package io.postern.cache;

import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A password that the directory found right. Immutable.
 *
 * @param passwordVersion the version it was right for; null: the directory does not tell
 * @param confirmed whether the account still had that version when it was read after the bind: then
 *     a later version makes this a former password, and not the new one
 * @param ready the verdict while it is fresh, made once
 * @param readyStale the verdict while it is stale, made once
 */
record Proven(
    CredentialDigest digest,
    @Nullable String passwordVersion,
    Identity identity,
    Trust trust,
    boolean confirmed,
    Verdict.Authenticated ready,
    Verdict.Authenticated readyStale) {

  private static final Evidence FROM_MEMORY = Evidence.of(Evidence.Source.CACHE, null);
  private static final Evidence FROM_STALE_MEMORY =
      Evidence.of(
          Evidence.Source.STALE, "verified before; the directory cannot be asked at present");

  static Proven of(
      CredentialDigest digest, @Nullable String passwordVersion, Identity identity, Trust trust) {
    return new Proven(
        digest,
        passwordVersion,
        identity,
        trust,
        false,
        new Verdict.Authenticated(identity, FROM_MEMORY),
        new Verdict.Authenticated(identity, FROM_STALE_MEMORY));
  }

  /** The same password of the same user, trusted otherwise. */
  Proven with(Trust other) {
    return new Proven(digest, passwordVersion, identity, other, confirmed, ready, readyStale);
  }

  /** The same password, found right once more, which adds nothing to the trust in it. */
  Proven again(Proven later) {
    return with(trust.proven(later.trust.provenAt()));
  }

  /** The same password of a user whose groups or name are others now. */
  Proven with(Identity other) {
    Proven changed = of(digest, passwordVersion, other, trust);
    return confirmed ? changed.confirm() : changed;
  }

  /** The same, seen to be of its version after the bind too. */
  Proven confirm() {
    return new Proven(digest, passwordVersion, identity, trust, true, ready, readyStale);
  }

  /** Known to have been right, trusted no more: nothing but the directory can let it in. */
  Proven ended(long now) {
    return with(trust.ended(now));
  }

  /** With the identity that an answer about the same password has given out, to be looked at. */
  Proven givenOut(Proven answer, long now) {
    return digest.equals(answer.digest) ? with(answer.identity).due(now) : this;
  }

  /** Trusted as before, until the next bind. */
  Proven unkept() {
    return with(trust.unkept());
  }

  /** Due for another look at that moment, if not before, and still good for an outage. */
  Proven due(long at) {
    return with(trust.due(at));
  }
}
