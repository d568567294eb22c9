package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.RawClient.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that go through another proxy, which is played by hand. */
@Timeout(120)
class ParentProxyTest {
  private TunnelOrigin parent;
  private RunningProxy proxy;

  @BeforeEach
  void start() throws IOException {
    parent = new TunnelOrigin();
    ParentProxy through =
        ParentProxy.at("127.0.0.1", parent.port())
            .as("postern", "s3cret".getBytes(StandardCharsets.US_ASCII));
    Routes routes = target -> target.host().endsWith(".far.example") ? through : null;
    proxy =
        new RunningProxy(settings -> settings.with(new ProxySettings.Outbound(List.of(), routes)));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    parent.close();
  }

  private static String get(String host) {
    return "GET http://" + host + "/x HTTP/1.1\r\nHost: " + host + "\r\n" + ALICE + "\r\n";
  }

  private static String connect(String authority) {
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE + "\r\n";
  }

  @Test
  void get_farDestination_isAskedOfTheParentWithOurCredentials() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(get("www.far.example"));
      try (RawClient side = parent.accept()) {
        assertThat(side.head())
            .startsWith("GET http://www.far.example/x HTTP/1.1\r\nHost: www.far.example\r\n")
            .contains("Proxy-Authorization: Basic cG9zdGVybjpzM2NyZXQ=\r\n")
            .doesNotContain(ALICE.trim());
        side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.response().body()).isEqualTo("ok");

        client.send(get("ftp.far.example"));
        assertThat(side.head()).startsWith("GET http://ftp.far.example/x");
      }
    }
  }

  @Test
  void get_parentWantsAnotherPassword_isNoChallengeToTheClient() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(get("www.far.example"));
      try (RawClient side = parent.accept()) {
        side.head();
        side.send(
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"parent\"\r\n"
                + "Content-Length: 0\r\n\r\n");
        Response answer = client.response();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Proxy-Authenticate")).isNull();
      }
    }
  }

  @Test
  void connect_farDestination_isATunnelThroughTheParent() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect("www.far.example:443") + "early");
      try (RawClient side = parent.accept()) {
        assertThat(side.head())
            .startsWith("CONNECT www.far.example:443 HTTP/1.1\r\nHost: www.far.example:443\r\n")
            .contains("Proxy-Authorization: Basic cG9zdGVybjpzM2NyZXQ=\r\n");
        side.send("HTTP/1.1 200 OK\r\nX-Parent: 1\r\n\r\nbanner");
        assertThat(client.head()).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
        assertThat(client.read(6)).isEqualTo("banner");
        assertThat(side.read(5)).isEqualTo("early");
        client.send("ping");
        assertThat(side.read(4)).isEqualTo("ping");
        side.send("pong");
        assertThat(client.read(4)).isEqualTo("pong");
      }
    }
  }

  @Test
  void connect_parentRefuses_isOursToExplain() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect("www.far.example:443"));
      try (RawClient side = parent.accept()) {
        side.head();
        side.send("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\nsecret");
        Response answer = client.response();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Proxy-Status")).contains("details=\"parent-refused\"");
        assertThat(answer.body()).doesNotContain("secret");
      }
    }
  }

  @Test
  void connect_parentCloses_isBadGateway() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect("www.far.example:443"));
      try (RawClient side = parent.accept()) {
        side.head();
      }
      assertThat(client.response().status()).isEqualTo(502);
    }
  }

  @Test
  void toString_ofAParent_hidesThePassword() {
    byte[] password = "s3cret".getBytes(StandardCharsets.US_ASCII);
    assertThat(ParentProxy.at("proxy", 3128).as("me", password).toString()).isEqualTo("proxy:3128");
    assertThat(password).containsOnly(0);
  }
}
