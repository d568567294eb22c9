package io.postern.ldap;

import java.time.Duration;

/**
 * Hears what this client does and sees, for metrics. Called on the thread that asked: must not
 * block, must not throw. {@code server} is {@code host:port}.
 */
public interface LdapListener {
  /** Hears nothing. */
  LdapListener NONE = new LdapListener() {};

  /**
   * A request has ended.
   *
   * @param operation {@code connect}, {@code bind}, {@code service-bind} or {@code search}
   * @param outcome {@code ok}, {@code rejected} or the label of an {@code Outcome.Cause}
   */
  default void request(String server, String operation, String outcome, Duration took) {}

  /** A server has come up or gone down. */
  default void up(String server, boolean up) {}

  /**
   * The number of connections to a server has changed.
   *
   * @param state {@code busy} or {@code idle}
   */
  default void connections(String server, String state, int count) {}

  /** AD refused a bind for a reason that we do not know: it counts as a wrong password. */
  default void unknownSubCode(String server, String code) {}

  /** Something that an administrator must repair. */
  default void misconfigured(String server, String problem) {}
}
