package io.postern.netty;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a client connection waits for, and until when. Confined to its event loop. */
final class Patience {
  enum For {
    /** Somebody with a deadline of their own: the directory, a connection being made. */
    OTHERS,
    HEAD,
    NEXT_REQUEST,
    /** The turn's next step. */
    TURN,
    /** The rest of a request that is thrown away. */
    REST,
    /** The client to close. */
    FAREWELL
  }

  private For what = For.OTHERS;
  private long deadline;

  void await(For what, long now, Duration limit) {
    this.what = what;
    this.deadline = now + limit.toNanos();
  }

  void awaitOthers() {
    what = For.OTHERS;
  }

  boolean isFor(For what) {
    return this.what == what;
  }

  /** What is late, if anything is; it is told once. */
  @Nullable For lateAt(long now) {
    if (what == For.OTHERS || now - deadline < 0) {
      return null;
    }
    For late = what;
    what = For.OTHERS;
    return late;
  }
}
