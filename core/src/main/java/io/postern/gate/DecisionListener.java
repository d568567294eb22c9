package io.postern.gate;

import io.postern.spi.Client;

/** Hears every decision. Called on the deciding thread: must not block, must not throw. */
public interface DecisionListener {

  /**
   * A decision was made.
   *
   * @param nanos how long it took, the directory's answer included
   */
  void decided(AuthRequest request, Client client, Decision decision, long nanos);

  /** One that tells each of {@code listeners}, in order. */
  static DecisionListener all(DecisionListener... listeners) {
    DecisionListener[] each = listeners.clone();
    return (request, client, decision, nanos) -> {
      for (DecisionListener listener : each) {
        listener.decided(request, client, decision, nanos);
      }
    };
  }
}
