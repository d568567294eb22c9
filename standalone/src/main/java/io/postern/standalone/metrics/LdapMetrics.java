package io.postern.standalone.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.ldap.LdapListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is asked of the directory's servers. Thread-safe. */
public final class LdapMetrics implements LdapListener {
  private final MeterRegistry registry;
  private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> up = new ConcurrentHashMap<>();
  private final Map<Connections, AtomicInteger> connections = new ConcurrentHashMap<>();
  private final AtomicBoolean answered = new AtomicBoolean();

  LdapMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void request(String server, String operation, String outcome, Duration took) {
    requests.computeIfAbsent(new Request(server, operation, outcome), this::timer).record(took);
  }

  @Override
  public void up(String server, boolean isUp) {
    if (isUp) {
      answered.set(true);
    }
    up.computeIfAbsent(server, this::upGauge).set(isUp ? 1 : 0);
  }

  @Override
  public void connections(String server, String state, int count) {
    connections.computeIfAbsent(new Connections(server, state), this::gauge).set(count);
  }

  @Override
  public void unknownSubCode(String server, String code) {
    Counter.builder("postern.directory.unknown.codes")
        .description("Binds that the directory refused for a reason that Postern does not know.")
        .tag("server", server)
        .register(registry)
        .increment();
  }

  @Override
  public void misconfigured(String server, String problem) {
    Counter.builder("postern.directory.misconfigured")
        .description("Times that a setting kept Postern from asking a server; the log says which.")
        .tag("server", server)
        .register(registry)
        .increment();
  }

  /** Forgets which servers there are: others will be told. */
  public void forgetServers() {
    up.clear();
    connections.clear();
    for (String gauge : List.of("postern.directory.up", "postern.directory.connections")) {
      registry.find(gauge).meters().forEach(registry::remove);
    }
  }

  /** Whether a server was up at any time since the start. */
  public boolean hasAnswered() {
    return answered.get();
  }

  /** Whether there are servers, and none of them is up. */
  public boolean isAllDown() {
    return !up.isEmpty() && up.values().stream().allMatch(value -> value.get() == 0);
  }

  /** The servers, and whether each is up. */
  public Map<String, Boolean> servers() {
    Map<String, Boolean> servers = new TreeMap<>();
    up.forEach((server, value) -> servers.put(server, value.get() > 0));
    return servers;
  }

  /** How many connections to the server are in this state. */
  public int connections(String server, String state) {
    AtomicInteger count = connections.get(new Connections(server, state));
    return count == null ? 0 : count.get();
  }

  private Timer timer(Request request) {
    return Timer.builder("postern.directory.requests")
        .description("Requests to the directory, and how long they took.")
        .tag("server", request.server)
        .tag("operation", request.operation)
        .tag("outcome", request.outcome)
        .register(registry);
  }

  private AtomicInteger upGauge(String server) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder("postern.directory.up", value, AtomicInteger::get)
        .description("Whether the server answers: 1 or 0.")
        .tag("server", server)
        .strongReference(true)
        .register(registry);
    return value;
  }

  private AtomicInteger gauge(Connections key) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder("postern.directory.connections", value, AtomicInteger::get)
        .description("Connections to the server, by what they do.")
        .tag("server", key.server)
        .tag("state", key.state)
        .strongReference(true)
        .register(registry);
    return value;
  }

  private record Request(String server, String operation, String outcome) {}

  private record Connections(String server, String state) {}
}
