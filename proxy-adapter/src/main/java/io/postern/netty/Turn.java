package io.postern.netty;

/** What a client was allowed and is doing now: a request that is forwarded, or a tunnel. */
interface Turn {

  Admitted admitted();

  /** Nothing has moved for too long. */
  void overdue();

  /** Its user may not have it any more: who has got no answer yet gets one that says so. */
  void revoke(String why);

  /** Ends at once, both connections with it. */
  void end(String why);
}
