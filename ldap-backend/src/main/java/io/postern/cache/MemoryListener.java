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
    /** Answered without a bind, because one more failure would cost the user too much. */
    REFUSED,
    /** Took a verified password as good by a search, because no bind may be spent. */
    RENEWED;

    /** In lower case: a metric label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
