package io.postern.standalone;

import io.postern.answer.DecisionResponse;
import io.postern.endpoint.AuthEndpointServer;
import io.postern.endpoint.EndpointSettings;
import io.postern.gate.AuthGate;
import io.postern.netty.ProxySettings;
import io.postern.squid.HelperSocket;
import io.postern.squid.SquidHelper;
import io.postern.standalone.config.Config;
import java.io.IOException;
import java.nio.file.Path;

/** The listeners that decide for proxies other than our own. */
final class OtherProxies {
  private OtherProxies() {}

  /** Starts those that are configured. */
  static void start(Config config, AuthGate gate, Closing closing) throws CannotStart {
    ProxySettings proxy = config.proxy();
    DecisionResponse answers =
        new DecisionResponse(proxy.name(), proxy.changeUrl(), proxy.templates());
    EndpointSettings endpoint = config.endpoint();
    Path socket = config.helperSocket();
    try {
      if (endpoint != null) {
        closing.add(AuthEndpointServer.start(endpoint, gate, answers));
      }
    } catch (IOException cannotListen) {
      throw new CannotStart("auth-endpoint: " + cannotListen.getMessage(), cannotListen);
    }
    try {
      if (socket != null) {
        closing.add(HelperSocket.start(socket, gate, answers, SquidHelper.Limits.DEFAULT));
      }
    } catch (IOException cannotListen) {
      throw new CannotStart(
          "squid-helper.socket: " + socket + ": " + cannotListen.getMessage(), cannotListen);
    }
  }
}
