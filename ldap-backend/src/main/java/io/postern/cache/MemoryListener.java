package io.postern.cache;

import java.util.Locale;

/** Hears what the account memory does, for metrics. Called on any thread: must be quick. */
public interface MemoryListener {
  /** Hears and does nothing. */
  MemoryListener NONE = new MemoryListener() {};

  /** A password was looked up. */
  default void lookedUp(Lookup result) {}

  /** The lockout shield acted. */
  default void shielded(ShieldAction action) {}

  /** A source began to spray: to send wrong passwords of one account after another. */
  default void sprayDetected() {}

  /** What a look-up found. */
  enum Lookup {
    /** A verified password, fresh. */
    HIT,
    /** Nothing: the directory is asked. */
    MISS,
    /** A password known to be wrong, or an account that may not sign in. */
    REJECTED,
    /** A password that was right once. */
    SUPERSEDED,
    /** A verified password, past its freshness, while the directory cannot be asked. */
    STALE,
    /** The same question, under way already. */
    JOINED;

    /** In lower case: a metric label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the lockout shield did. */
  enum ShieldAction {
    /** Read the directory's own counter before a bind. */
    RECHECKED,
    /** Let a password wait for the outcome of another. */
    WAITED,
    /** Let a password wait a random while, since other proxies may be about to bind too. */
    PAUSED,
    /** Answered a source that guesses without a bind, and left the account's attempts to others. */
    GUESSER_REFUSED,
    /** Slowed a source that sprays. */
    SLOWED,
    /** Answered without a bind, because one more failure would cost the user too much. */
    REFUSED,
    /** Took a verified password as good by a search, because no bind may be spent. */
    RENEWED;

    /** In lower case with hyphens: a metric label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
