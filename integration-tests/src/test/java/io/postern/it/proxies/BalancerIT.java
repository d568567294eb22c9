package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy as a balancer of connections before two Posterns. */
@Timeout(120)
class BalancerIT {
  private static final String CLIENT = "127.0.0.2";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
  void twoPosterns_behindABalancer_answerAsOneAndKnowTheClient(String header) throws IOException {
    Peers.require("haproxy");
    SharedPostern.open(folder);
    try (AdDirectory directory = SharedPostern.domain(5);
        SharedPostern first = SharedPostern.start(folder.resolve("first"), directory);
        SharedPostern second = SharedPostern.start(folder.resolve("second"), directory);
        EchoOrigin origin = EchoOrigin.start()) {
      int port = PeerProcess.freePort();
      Path config =
          Shipped.copy(
              "haproxy/balancer.cfg",
              folder,
              Map.of(
                  "bind :3128", "bind 127.0.0.1:" + port,
                  "balance leastconn", "balance leastconn\n    source " + SharedPostern.BALANCER,
                  "send-proxy-v2", header,
                  "10.0.0.11:3128", "127.0.0.1:" + first.proxyPort,
                  "10.0.0.12:3128", "127.0.0.1:" + second.proxyPort));
      try (PeerProcess haproxy =
          PeerProcess.start(
              folder, Peers.path("haproxy").toString(), "-db", "-f", config.toString())) {
        haproxy.awaitPort(port);
        for (int i = 0; i < 6; i++) {
          assertThat(get(port, origin, "alice", "secret").status()).isEqualTo(200);
          assertThat(get(port, origin, "alice", "wrong").status()).isEqualTo(407);
        }
        first.awaitAccess(CLIENT);
        second.awaitAccess(CLIENT);
      }
    }
  }

  private static Got get(int port, EchoOrigin origin, String user, String password) {
    String authority = "127.0.0.1:" + origin.port();
    return Got.from(
        CLIENT,
        port,
        "GET http://" + authority + "/page HTTP/1.1",
        authority,
        "Proxy-Authorization: " + Got.basic(user, password));
  }
}
