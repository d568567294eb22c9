package io.postern.cache;

import java.util.function.Supplier;

/** Remembers the first rule that was broken. Confined to a stage. */
final class Referee {
  private final Script script;
  private String broken;

  Referee(Script script) {
    this.script = script;
  }

  /** The first rule that was broken; null: none. */
  String broken() {
    return broken;
  }

  /** What is broken is told by a supplier: a play asks this a thousand times, and tells it once. */
  void require(boolean holds, Supplier<String> rule) {
    if (!holds && broken == null) {
      // Not thrown from here: a memory that survives defects would survive this one.
      broken = rule.get();
      script.add(broken);
    }
  }
}
