package io.postern.standalone.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.cache.MemoryListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what the account memory does. Thread-safe. */
public final class MemoryMetrics implements MemoryListener {
  private final Map<Lookup, Counter> lookups = new EnumMap<>(Lookup.class);
  private final Map<ShieldAction, Counter> actions = new EnumMap<>(ShieldAction.class);

  private final Counter sprays;

  MemoryMetrics(MeterRegistry registry) {
    sprays =
        Counter.builder("postern.lockout.shield.sprays")
            .description("Sources that began to send wrong passwords of one account after another.")
            .register(registry);
    for (Lookup result : Lookup.values()) {
      lookups.put(
          result,
          Counter.builder("postern.cache.lookups")
              .description("Look-ups in the account memory, by what was found.")
              .tag("result", result.label())
              .register(registry));
    }
    for (ShieldAction action : ShieldAction.values()) {
      actions.put(
          action,
          Counter.builder("postern.lockout.shield")
              .description("What was done to keep failed binds from locking accounts.")
              .tag("action", action.label())
              .register(registry));
    }
  }

  @Override
  public void sprayDetected() {
    sprays.increment();
  }

  @Override
  public void lookedUp(Lookup result) {
    increment(lookups.get(result));
  }

  @Override
  public void shielded(ShieldAction action) {
    increment(actions.get(action));
  }

  /** How often each was found since the start. */
  public Map<String, Long> lookups() {
    Map<String, Long> counts = new TreeMap<>();
    lookups.forEach((result, counter) -> counts.put(result.label(), (long) counter.count()));
    return counts;
  }

  /** How often the shield did what since the start. */
  public Map<String, Long> shieldActions() {
    Map<String, Long> counts = new TreeMap<>();
    actions.forEach((action, counter) -> counts.put(action.label(), (long) counter.count()));
    return counts;
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }
}
