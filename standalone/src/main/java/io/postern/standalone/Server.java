package io.postern.standalone;

import io.postern.netty.ForwardProxyServer;
import io.postern.standalone.admin.AdminServer;
import io.postern.standalone.metrics.ProxyMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The program while it runs. Thread-safe. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Marker STOPPING = MarkerFactory.getMarker("stopping");
  private static final Marker STOPPED = MarkerFactory.getMarker("stopped");

  private final ForwardProxyServer proxy;
  private final AdminServer admin;
  private final ProxyMetrics metrics;
  private final Duration drain;
  private final Reload reload;
  private final Closing closing;
  private boolean closed;

  Server(
      ForwardProxyServer proxy,
      AdminServer admin,
      ProxyMetrics metrics,
      Duration drain,
      Reload reload,
      Closing closing) {
    this.proxy = proxy;
    this.admin = admin;
    this.metrics = metrics;
    this.drain = drain;
    this.reload = reload;
    this.closing = closing;
  }

  /** Where the proxy listens, in the configuration's order. */
  public List<InetSocketAddress> proxyAddresses() {
    return proxy.addresses();
  }

  public InetSocketAddress adminAddress() {
    return admin.address();
  }

  /** Reads the configuration again, takes what changed, and opens the access log anew. */
  public void reload() {
    reload.now();
  }

  /** How long open requests and tunnels have to end when this is closed. */
  public Duration drain() {
    return drain;
  }

  /** What moves the proxy's octets. */
  public String transport() {
    return proxy.transport().toString();
  }

  /** Stops accepting, lets what is open end for the drain time, and ends the rest. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    LOG.info(
        STOPPING,
        "{} connections are open, {} of them tunnels; they have {} s to end",
        metrics.connections(),
        metrics.tunnels(),
        drain.toSeconds());
    ForwardProxyServer.Leftover leftover;
    try (closing) {
      leftover = proxy.shutdown();
    }
    LOG.info(
        STOPPED,
        "{} requests and {} tunnels were cut off",
        leftover.requests(),
        leftover.tunnels());
  }
}
