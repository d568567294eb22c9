package io.postern.cache;

import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A password that the directory found right. Immutable; times are on the time source's clock.
 *
 * @param passwordVersion the version it was right for; null: the directory does not tell
 * @param provenAt when the directory said so
 * @param refreshAt from when an active user's password is asked about again, ahead of need
 * @param freshUntil until when it is trusted without another look
 * @param staleUntil until when it is trusted while the directory cannot be asked
 * @param expiresAt when the password or the account expires; {@link Long#MAX_VALUE}: never, or not
 *     known
 * @param ready the verdict while it is fresh, made once
 * @param readyStale the verdict while it is stale, made once
 */
record Proven(
    CredentialDigest digest,
    @Nullable String passwordVersion,
    Identity identity,
    long provenAt,
    long refreshAt,
    long freshUntil,
    long staleUntil,
    long expiresAt,
    Verdict.Authenticated ready,
    Verdict.Authenticated readyStale) {

  private static final Evidence FROM_MEMORY = Evidence.of(Evidence.Source.CACHE, null);
  private static final Evidence FROM_STALE_MEMORY =
      Evidence.of(
          Evidence.Source.STALE, "verified before; the directory cannot be asked at present");

  static Proven of(
      CredentialDigest digest, @Nullable String passwordVersion, Identity identity, Span span) {
    return new Proven(
        digest,
        passwordVersion,
        identity,
        span.provenAt(),
        span.refreshAt(),
        span.freshUntil(),
        span.staleUntil(),
        span.expiresAt(),
        new Verdict.Authenticated(identity, FROM_MEMORY),
        new Verdict.Authenticated(identity, FROM_STALE_MEMORY));
  }

  /** The same password of the same user, trusted for another span. */
  Proven renewed(Span span) {
    return of(digest, passwordVersion, identity, span);
  }

  /** The same password of a user whose groups or name are others now. */
  Proven of(Identity now) {
    return of(
        digest,
        passwordVersion,
        now,
        new Span(provenAt, refreshAt, freshUntil, staleUntil, expiresAt));
  }

  /** Known to have been right, trusted no more: nothing but the directory can let it in. */
  Proven ended(long now) {
    return renewed(Span.none(now));
  }

  /** With the identity that an answer about the same password has given out, to be looked at. */
  Proven givenOut(Proven answer, long now) {
    return digest.equals(answer.digest) ? of(answer.identity).due(now) : this;
  }

  /** Due for another look at that moment, if not before, and still good for an outage. */
  Proven due(long at) {
    long fresh = earlier(freshUntil, at);
    return renewed(new Span(provenAt, earlier(refreshAt, at), fresh, staleUntil, expiresAt));
  }

  boolean isExpired(long now) {
    return expiresAt != Long.MAX_VALUE && now - expiresAt >= 0;
  }

  boolean isFresh(long now) {
    return now - freshUntil < 0;
  }

  /** Whether it may stand in for the directory; true of a fresh one too. */
  boolean isStandIn(long now) {
    return now - staleUntil < 0;
  }

  boolean isForRefresh(long now) {
    return now - refreshAt >= 0;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /** From when to when a verified password is trusted. */
  record Span(long provenAt, long refreshAt, long freshUntil, long staleUntil, long expiresAt) {

    /** No trust at all. */
    static Span none(long now) {
      return new Span(now, now, now, now, Long.MAX_VALUE);
    }
  }
}
