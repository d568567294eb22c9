package io.postern.netty;

import io.postern.answer.ProxyError;
import io.postern.gate.AuthRequest.Target;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection leads to: an origin, or a parent proxy, which is never taken for an origin with
 * the same address.
 */
record Route(Target peer, @Nullable ParentProxy parent) {
  private static final Set<ProxyError> NOT_REACHED =
      EnumSet.of(
          ProxyError.NAME_NOT_FOUND,
          ProxyError.NAME_TIMEOUT,
          ProxyError.CONNECTION_REFUSED,
          ProxyError.CONNECTION_TIMEOUT,
          ProxyError.UNROUTABLE);

  static Route to(Target target, Routes routes, long now) {
    ParentProxy parent = routes.parentFor(target);
    if (parent == null) {
      return new Route(target, null);
    }
    Route best = firstOf(parent, parent, target, now);
    return best == null ? new Route(parent.address(), parent) : best;
  }

  /** Where else to try, if the way here has failed so; null: nowhere. */
  @Nullable Route otherwise(ProxyError error, Target target, Loop loop) {
    if (parent == null || !NOT_REACHED.contains(error)) {
      return null;
    }
    long now = System.nanoTime();
    if (parent.notReached(now)) {
      loop.setup.listener.parentDown(parent.toString());
    }
    return firstOf(parent, parent.next(), target, now);
  }

  /** The first from {@code first} on that is worth trying. */
  private static @Nullable Route firstOf(
      ParentProxy list, @Nullable ParentProxy first, Target target, long now) {
    for (ParentProxy at = first; at != null; at = at.next()) {
      if (at.isWorthTrying(now)) {
        return new Route(at.address(), at);
      }
    }
    return list.endsDirect() ? new Route(target, null) : null;
  }
}
