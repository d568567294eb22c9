package io.postern.gate;

import io.postern.gate.AuthRequest.Target;
import io.postern.spi.Identity;

/** Whether somebody who signed in may go there. Thread-safe; must not block. */
public interface Authorizer {
  /** Everybody who signed in may go everywhere. */
  Authorizer EVERYONE = (request, identity) -> new Permission(true, "every authenticated user");

  /** Asked for each request: a permission is never remembered. */
  Permission authorize(AuthRequest request, Identity identity);

  /**
   * Whether a user whose password expired, or must be changed, may reach the place to change it.
   */
  default boolean servesPasswordChange(Target target) {
    return false;
  }

  /**
   * An authorizer's answer.
   *
   * @param rule the rule that decided, for {@code explain}
   */
  record Permission(boolean granted, String rule) {}
}
