package io.postern.watch;

import io.postern.spi.Outcome;
import java.time.Duration;
import java.util.Locale;

/** Hears what the account watch does, for metrics. Called on the watch's thread. */
public interface WatchListener {
  /** Hears and does nothing. */
  WatchListener NONE = new WatchListener() {};

  /**
   * A look was answered.
   *
   * @param lag since the look before it: for so long a change may have gone unnoticed
   */
  default void looked(Duration lag) {}

  /** A look was not answered; the next one covers its time too. */
  default void failed(Outcome.Cause cause) {}

  /** A look showed changes. */
  default void changed(Kind kind, int count) {}

  /** What changed. */
  enum Kind {
    /** An account was written to. */
    ACCOUNT,
    /** An account was deleted. */
    GONE,
    /** A group has other members or another name. */
    GROUP,
    /** Nobody knows what. */
    LOST;

    /** In lower case: a metric label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
