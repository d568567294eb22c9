package io.postern.cache;

/**
 * From when to when a verified password is trusted, on the time source's clock. Immutable.
 *
 * @param firstAt when the directory first found it right
 * @param provenAt when it last did
 * @param refreshAt from when an active user's password is asked about again, ahead of need
 * @param freshUntil until when it is trusted without another look
 * @param staleUntil until when it is trusted while the directory cannot be asked
 * @param expiresAt when the password or the account expires; {@link Long#MAX_VALUE}: never, or not
 *     known
 * @param bindBy until when a search may keep it fresh; then it takes a bind
 */
record Trust(
    long firstAt,
    long provenAt,
    long refreshAt,
    long freshUntil,
    long staleUntil,
    long expiresAt,
    long bindBy) {

  /** No trust in what was found right just now. */
  static Trust none(long now) {
    return new Trust(now, now, now, now, now, Long.MAX_VALUE, now);
  }

  /** None from now on; the expiry ends what was granted before. */
  Trust ended(long now) {
    return new Trust(firstAt, provenAt, now, now, now, expiresAt, now);
  }

  /** Good for an outage until then, and for nothing else. */
  Trust restored(long until) {
    return new Trust(firstAt, provenAt, refreshAt, freshUntil, until, expiresAt, bindBy);
  }

  /** Due for another look at that moment, if not before, and still good for an outage. */
  Trust due(long at) {
    return new Trust(
        firstAt,
        provenAt,
        earlier(refreshAt, at),
        earlier(freshUntil, at),
        staleUntil,
        expiresAt,
        bindBy);
  }

  /**
   * Fresh for another span without a bind, but trusted no longer than before: a search does not
   * show all that a bind would, such as the workstations that it is allowed from.
   */
  Trust kept(Trust again) {
    long fresh = earlier(again.freshUntil, staleUntil);
    return new Trust(
        firstAt, provenAt, again.refreshAt, fresh, staleUntil, again.expiresAt, bindBy);
  }

  /** The same by the account watch, which misses little: trusted longer, until a bind is due. */
  Trust watched(Trust again) {
    return again.freshUntil - bindBy > 0
        ? this
        : new Trust(
            firstAt,
            provenAt,
            again.refreshAt,
            again.freshUntil,
            again.staleUntil,
            again.expiresAt,
            bindBy);
  }

  /** Trusted as before, and no search keeps it fresh any more. */
  Trust unkept() {
    return new Trust(firstAt, provenAt, refreshAt, freshUntil, staleUntil, expiresAt, provenAt);
  }

  /** The same, but ended by an expiry: the latest that was heard of counts. */
  Trust until(long expiry) {
    boolean isNever = expiry == Long.MAX_VALUE;
    return new Trust(
        firstAt,
        provenAt,
        refreshAt,
        isNever ? freshUntil : earlier(freshUntil, expiry),
        isNever ? staleUntil : earlier(staleUntil, expiry),
        expiry,
        bindBy);
  }

  /** The same trust in a password that was found right once more. */
  Trust proven(long at) {
    return new Trust(firstAt, at, refreshAt, freshUntil, staleUntil, expiresAt, bindBy);
  }

  /** The same trust in a password that was found right before. */
  Trust since(long first) {
    return new Trust(first, provenAt, refreshAt, freshUntil, staleUntil, expiresAt, bindBy);
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

  boolean isExpired(long now) {
    return expiresAt != Long.MAX_VALUE && now - expiresAt >= 0;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }
}
