package io.postern.standalone.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.spi.Outcome;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what the account watch sees. Thread-safe. */
public final class WatchMetrics implements WatchListener {
  private final Map<Kind, Counter> changes = new EnumMap<>(Kind.class);
  private final Counter failures;
  private volatile @Nullable AccountWatch watch;

  WatchMetrics(MeterRegistry registry) {
    for (Kind kind : Kind.values()) {
      changes.put(
          kind,
          Counter.builder("postern.account.watch.changes")
              .description("Changes in the directory that the account watch saw.")
              .tag("kind", kind.label())
              .register(registry));
    }
    failures =
        Counter.builder("postern.account.watch.failures")
            .description("Looks at what changed that the directory did not answer.")
            .register(registry);
    Gauge.builder("postern.account.watch.lag", this, WatchMetrics::lagSeconds)
        .description("For how long a change in the directory may have gone unnoticed.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /** Takes the lag from this watch; null: there is none. */
  public void of(@Nullable AccountWatch accountWatch) {
    watch = accountWatch;
  }

  @Override
  public void failed(Outcome.Cause cause) {
    failures.increment();
  }

  @Override
  public void changed(Kind kind, int count) {
    Counter counter = changes.get(kind);
    if (counter != null) {
      counter.increment(count);
    }
  }

  /** For how long a change may have gone unnoticed; null where nothing is watched. */
  public @Nullable Duration lag() {
    AccountWatch current = watch;
    return current == null ? null : current.lag();
  }

  private double lagSeconds() {
    Duration lag = lag();
    return lag == null ? 0 : lag.toMillis() / 1e3;
  }
}
