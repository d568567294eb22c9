package io.postern.standalone.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.standalone.log.LogSetup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/** Every metric of the program, and the JVM's own. Thread-safe. */
public final class Metrics implements AutoCloseable {
  /** The media type of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DecisionMetrics decisions = new DecisionMetrics(registry);
  private final LdapMetrics directory = new LdapMetrics(registry);
  private final MemoryMetrics memory = new MemoryMetrics(registry);
  private final ProxyMetrics proxy = new ProxyMetrics(registry);
  private final WatchMetrics watch = new WatchMetrics(registry);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private volatile LongSupplier dropped = () -> 0;

  /** Makes the metrics of a program of this version. */
  public Metrics(String version) {
    Gauge.builder("postern.build.info", () -> 1)
        .description("Always 1; the labels say what runs.")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(registry);
    FunctionCounter.builder("postern.access.log.dropped", this, us -> us.dropped.getAsLong())
        .description("Lines of the access log that were lost: the disk was full or too slow.")
        .register(registry);
    FunctionCounter.builder("postern.log.dropped", registry, any -> LogSetup.dropped())
        .description("Lines of the program's log that were lost: nobody read them.")
        .register(registry);
    bindJvm(registry);
  }

  public DecisionMetrics decisions() {
    return decisions;
  }

  public LdapMetrics directory() {
    return directory;
  }

  public MemoryMetrics memory() {
    return memory;
  }

  public WatchMetrics watch() {
    return watch;
  }

  public ProxyMetrics proxy() {
    return proxy;
  }

  /** Asks this one for the lines that an access log dropped. */
  public void countDropped(LongSupplier lines) {
    dropped = lines;
  }

  /** All of them in the Prometheus text format. */
  public byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
    try {
      registry.scrape(out, CONTENT_TYPE);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private void bindJvm(MeterRegistry registry) {
    new ClassLoaderMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    // Micrometer's own has an abbreviated unit in its name, which promtool refuses.
    FunctionCounter.builder("process.cpu", ProcessHandle.current(), Metrics::cpuSeconds)
        .description("CPU time that the process has used.")
        .baseUnit("seconds")
        .register(registry);
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(spent -> spent.toMillis() / 1e3).orElse(0.0);
  }
}
