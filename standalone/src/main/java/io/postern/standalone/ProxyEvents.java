package io.postern.standalone;

import io.postern.netty.Exchange;
import io.postern.netty.ProxyListener;
import io.postern.standalone.log.AccessLog;
import io.postern.standalone.log.OnceAMinute;
import io.postern.standalone.metrics.ProxyMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Tells the metrics and the access log what the proxy does. */
final class ProxyEvents implements ProxyListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyEvents.class);
  private static final Marker OUT = MarkerFactory.getMarker("out-of-descriptors");
  private static final Marker DOWN = MarkerFactory.getMarker("parent-down");
  private static final Marker UP = MarkerFactory.getMarker("parent-up");

  private final OnceAMinute saidOut = new OnceAMinute(System::nanoTime);
  private final ProxyMetrics metrics;
  private final @Nullable AccessLog log;

  ProxyEvents(ProxyMetrics metrics, @Nullable AccessLog log) {
    this.metrics = metrics;
    this.log = log;
  }

  @Override
  public void connectionOpened() {
    metrics.connectionOpened();
  }

  @Override
  public void connectionClosed() {
    metrics.connectionClosed();
  }

  @Override
  public void connectionRefused() {
    metrics.connectionRefused();
  }

  @Override
  public void throttled() {
    metrics.throttled();
  }

  @Override
  public void outOfDescriptors() {
    metrics.outOfDescriptors();
    if (saidOut.isDue()) {
      LOG.warn(
          OUT,
          "no file descriptor is left with {} connections open, so clients are turned away: raise"
              + " the limit of open files (LimitNOFILE, ulimit -n), or lower"
              + " proxy.limits.connections; this is said once a minute",
          metrics.connections());
    }
  }

  @Override
  public void parentDown(String parent) {
    LOG.warn(DOWN, "the parent proxy {} cannot be reached; the next one is asked", parent);
  }

  @Override
  public void parentUp(String parent) {
    LOG.info(UP, "the parent proxy {} is reached again", parent);
  }

  @Override
  public void tunnelOpened() {
    metrics.tunnelOpened();
  }

  @Override
  public void tunnelClosed() {
    metrics.tunnelClosed();
  }

  @Override
  public void exchanged(Exchange exchange) {
    metrics.exchanged(exchange);
    if (log != null) {
      log.log(exchange);
    }
  }
}
