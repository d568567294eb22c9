package io.postern.standalone.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.postern.netty.Exchange;
import io.postern.netty.ProxyListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the proxy's connections, requests and octets. Thread-safe. */
public final class ProxyMetrics implements ProxyListener {
  /** What a client may make up is one label value for all. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH", "TRACE");

  private final MeterRegistry registry;
  private final LongAdder connections = new LongAdder();
  private final LongAdder tunnels = new LongAdder();
  private final Counter refused;
  private final Counter throttled;
  private final Counter outOfDescriptors;
  private final Counter received;
  private final Counter sent;
  private final Map<Request, Counter> requests = new ConcurrentHashMap<>();

  ProxyMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge("postern.proxy.connections", "Connections of clients that are open.", connections);
    gauge("postern.proxy.tunnels", "Tunnels that are open.", tunnels);
    // All channels are made with Netty's default allocator.
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      Gauge.builder(
              "postern.proxy.buffers", buffers.metric(), ByteBufAllocatorMetric::usedDirectMemory)
          .description("Memory outside of the heap for octets on their way.")
          .baseUnit("bytes")
          .register(registry);
    }
    refused =
        Counter.builder("postern.proxy.connections.refused")
            .description("Connections that were turned away, because too many were open.")
            .register(registry);
    throttled =
        Counter.builder("postern.proxy.throttled")
            .description("Times a connection waited for its user's or its address's bandwidth.")
            .register(registry);
    outOfDescriptors =
        Counter.builder("postern.proxy.out.of.descriptors")
            .description("Times there was no file descriptor for a connection or a pipe.")
            .register(registry);
    received = octets("received");
    sent = octets("sent");
  }

  @Override
  public void connectionOpened() {
    connections.increment();
  }

  @Override
  public void connectionClosed() {
    connections.decrement();
  }

  @Override
  public void connectionRefused() {
    refused.increment();
  }

  @Override
  public void throttled() {
    throttled.increment();
  }

  @Override
  public void outOfDescriptors() {
    outOfDescriptors.increment();
  }

  @Override
  public void tunnelOpened() {
    tunnels.increment();
  }

  @Override
  public void tunnelClosed() {
    tunnels.decrement();
  }

  @Override
  public void exchanged(Exchange exchange) {
    Counter counter = requests.get(new Request(exchange.method(), exchange.status()));
    (counter == null ? counter(exchange) : counter).increment();
    received.increment(exchange.received());
    sent.increment(exchange.sent());
  }

  /** Tunnels that are open. */
  public long tunnels() {
    return tunnels.sum();
  }

  /** Connections of clients that are open. */
  public long connections() {
    return connections.sum();
  }

  private void gauge(String name, String description, LongAdder value) {
    Gauge.builder(name, value, LongAdder::sum)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private Counter octets(String direction) {
    return Counter.builder("postern.proxy.bytes")
        .description("Octets of content, from clients (received) and to them (sent).")
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  private Counter counter(Exchange exchange) {
    String method = METHODS.contains(exchange.method()) ? exchange.method() : "other";
    return requests.computeIfAbsent(new Request(method, exchange.status()), this::counter);
  }

  private Counter counter(Request request) {
    return Counter.builder("postern.proxy.requests")
        .description("Requests by method and by the status that the client got; 0: it was gone.")
        .tag("method", request.method)
        .tag("status", Integer.toString(request.status))
        .register(registry);
  }

  private record Request(String method, int status) {}
}
