package io.postern.standalone;

import io.postern.answer.DecisionResponse;
import io.postern.endpoint.AuthEndpointServer;
import io.postern.endpoint.EndpointSettings;
import io.postern.gate.AuthGate;
import io.postern.netty.ProxySettings;
import io.postern.squid.HelperSocket;
import io.postern.squid.SquidHelper;
import io.postern.standalone.config.Config;
import io.postern.standalone.log.AcceptFailures;
import io.postern.standalone.metrics.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The listeners that decide for proxies other than our own. */
final class OtherProxies {
  private static final Marker ENDPOINT = MarkerFactory.getMarker("endpoint-accept-failed");
  private static final Marker HELPER = MarkerFactory.getMarker("helper-accept-failed");

  private OtherProxies() {}

  /** Starts those that are configured. */
  static void start(Config config, AuthGate gate, ProxyMetrics metrics, Closing closing)
      throws CannotStart {
    ProxySettings proxy = config.proxy();
    DecisionResponse answers =
        new DecisionResponse(proxy.name(), proxy.changeUrl(), proxy.templates());
    EndpointSettings endpoint = config.endpoint();
    Path socket = config.helperSocket();
    Consumer<Throwable> counted = cause -> metrics.outOfDescriptors();
    try {
      if (endpoint != null) {
        AcceptFailures said = new AcceptFailures(ENDPOINT, "auth endpoint");
        closing.add(AuthEndpointServer.start(endpoint, gate, answers, counted.andThen(said)));
      }
    } catch (IOException cannotListen) {
      throw new CannotStart("auth-endpoint: " + cannotListen.getMessage(), cannotListen);
    }
    try {
      if (socket != null) {
        AcceptFailures said = new AcceptFailures(HELPER, "socket of Squid's helpers");
        closing.add(
            HelperSocket.start(
                socket, gate, answers, SquidHelper.Limits.DEFAULT, counted.andThen(said)));
      }
    } catch (IOException cannotListen) {
      throw new CannotStart(
          "squid-helper.socket: " + socket + ": " + cannotListen.getMessage(), cannotListen);
    }
  }
}
