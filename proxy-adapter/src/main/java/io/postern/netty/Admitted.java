package io.postern.netty;

import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.spi.Client;

/**
 * A request that may go on.
 *
 * @param started when its head had come, on {@link System#nanoTime}'s clock
 */
record Admitted(RequestHead head, Decision.Allowed decision, long started) {

  /** What was allowed, without the credentials: it may be kept for as long as a tunnel lasts. */
  AuthRequest withoutCredentials() {
    return new AuthRequest(
        ProxyAuthHandler.ADAPTER, AuthField.PROXY, head.method().name(), head.target(), null);
  }

  /** What a tunnel needs of it, which may last for days. */
  Admitted withoutFields() {
    return new Admitted(head.withoutFields(), decision, started);
  }

  /** The line of the access log, now that it is over. */
  Exchange exchange(Client client, int status, long received, long sent, String reason) {
    return new Exchange(
        client,
        decision.user(),
        head.method().name(),
        head.uri(),
        status,
        received,
        sent,
        System.nanoTime() - started,
        decision.id(),
        reason);
  }
}
