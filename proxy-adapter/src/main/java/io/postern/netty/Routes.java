package io.postern.netty;

import io.postern.gate.AuthRequest.Target;
import org.jspecify.annotations.Nullable;

/** Which destinations are reached through another proxy. Thread-safe; must not block. */
@FunctionalInterface
public interface Routes {
  /** Every origin is connected to. */
  Routes DIRECT = target -> null;

  /** The parent proxy for a destination; null: none, its origin is connected to. */
  @Nullable ParentProxy parentFor(Target target);
}
