package io.postern.netty;

/** What a client was allowed and is doing now: a request that is forwarded, or a tunnel. */
interface Turn {

  Admitted admitted();

  /** Nothing has moved for too long. */
  void overdue();

  /** Ends at once, both connections with it. */
  void end(String why);
}
