package io.postern.it.proxies;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.samples.littleproxy.PosternFilters;
import java.time.Duration;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;

/** LittleProxy with our sample's filters. */
record LittleProxyFront(HttpProxyServer server, int originPort) implements HttpFront {

  static LittleProxyFront start(
      AuthGate gate, DecisionResponse answers, Duration patience, int originPort) {
    return new LittleProxyFront(
        DefaultHttpProxyServer.bootstrap()
            .withPort(0)
            .withFiltersSource(new PosternFilters(gate, answers, patience))
            .start(),
        originPort);
  }

  @Override
  public String name() {
    return "LittleProxy";
  }

  @Override
  public boolean isForwardProxy() {
    return true;
  }

  @Override
  public int port() {
    return server.getListenAddress().getPort();
  }

  @Override
  public void close() {
    server.abort();
  }
}
