package io.postern.netty;

import io.postern.gate.AuthRequest.Target;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection leads to: an origin, or a parent proxy, which is never taken for an origin with
 * the same address.
 */
record Route(Target peer, @Nullable ParentProxy parent) {

  static Route to(Target target, Routes routes) {
    ParentProxy parent = routes.parentFor(target);
    return parent == null ? new Route(target, null) : new Route(parent.address(), parent);
  }
}
