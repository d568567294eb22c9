package io.postern.standalone.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Counts decisions, and how long they take. Thread-safe. */
public final class DecisionMetrics implements DecisionListener {
  /** From a look-up in the memory, which takes microseconds, to a directory's deadline. */
  private static final Duration[] BUCKETS =
      LongStream.of(
              100,
              500,
              1_000,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_000_000,
              5_000_000,
              10_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Labels, Counter> decisions = new ConcurrentHashMap<>();
  private final Map<Evidence.Source, Timer> seconds = new EnumMap<>(Evidence.Source.class);

  DecisionMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Evidence.Source source : Evidence.Source.values()) {
      seconds.put(
          source,
          Timer.builder("postern.decision")
              .description("How long decisions took, by what they rest on.")
              .tag("source", source.label())
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
  }

  @Override
  public void decided(AuthRequest request, Client client, Decision decision, long nanos) {
    Labels labels = new Labels(request.adapter(), decision.handle(Kind.OF), decision.reason());
    Counter counter = decisions.get(labels); // it takes no lock, as computeIfAbsent may
    (counter == null ? decisions.computeIfAbsent(labels, this::counter) : counter).increment();
    Timer timer = seconds.get(decision.evidence().source());
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private Counter counter(Labels labels) {
    return Counter.builder("postern.decisions")
        .description("Decisions by adapter, by what was done and why.")
        .tag("adapter", labels.adapter)
        .tag("decision", labels.decision)
        .tag("reason", labels.reason)
        .register(registry);
  }

  private record Labels(String adapter, String decision, String reason) {}

  /** The {@code decision} label of each. */
  private static final class Kind implements Decision.Handler<String> {
    static final Kind OF = new Kind();

    @Override
    public String allowed(Decision.Allowed decision) {
      return "allowed";
    }

    @Override
    public String challenged(Decision.Challenged decision) {
      return "challenged";
    }

    @Override
    public String refused(Decision.Refused decision) {
      return "refused";
    }

    @Override
    public String notPermitted(Decision.NotPermitted decision) {
      return "not-permitted";
    }

    @Override
    public String unavailable(Decision.Unavailable decision) {
      return "unavailable";
    }
  }
}
