package io.postern.standalone;

import io.postern.netty.Exchange;
import io.postern.netty.ProxyListener;
import io.postern.standalone.log.AccessLog;
import io.postern.standalone.metrics.ProxyMetrics;
import org.jspecify.annotations.Nullable;

/** Tells the metrics and the access log what the proxy does. */
final class ProxyEvents implements ProxyListener {
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
