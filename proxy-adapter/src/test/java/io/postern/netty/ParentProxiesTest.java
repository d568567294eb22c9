package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.ProxySettings.Outbound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several parent proxies, of which the first one is not there. */
@Timeout(120)
class ParentProxiesTest {
  private TunnelOrigin second;
  private TunnelOrigin far;
  private RecordingOrigin origin;

  @BeforeEach
  void start() throws IOException {
    second = new TunnelOrigin();
    far = new TunnelOrigin();
    origin = new RecordingOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
    far.close();
    second.close();
  }

  /** A port of ours that nobody listens on any more. */
  private static ParentProxy gone() throws IOException {
    try (TunnelOrigin closed = new TunnelOrigin()) {
      return ParentProxy.at("127.0.0.1", closed.port());
    }
  }

  private ParentProxy second(String password) {
    return ParentProxy.at("127.0.0.1", second.port())
        .as("postern", password.getBytes(StandardCharsets.US_ASCII));
  }

  private RunningProxy proxy(ParentProxy first) throws IOException {
    return new RunningProxy(
        settings ->
            RunningProxy.tunnelsTo(far.port())
                .apply(settings)
                .with(new Outbound(List.of(), target -> first)));
  }

  private static String get(String authority) {
    return "GET http://"
        + authority
        + "/x HTTP/1.1\r\nHost: "
        + authority
        + "\r\n"
        + ALICE
        + "\r\n";
  }

  private static String connect(String authority) {
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE + "\r\n";
  }

  @Test
  void get_firstIsNotThere_isAskedOfTheNextWithItsOwnCredentials() throws Exception {
    ParentProxy first = gone().as("me", "other".getBytes(StandardCharsets.US_ASCII));
    try (RunningProxy proxy = proxy(first.orElse(second("s3cret")));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        client.send(get("www.example"));
        try (RawClient side = second.accept()) {
          assertThat(side.head())
              .startsWith("GET http://www.example/x ")
              .containsOnlyOnce("Proxy-Authorization: Basic cG9zdGVybjpzM2NyZXQ=\r\n");
          side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
          assertThat(client.response().body()).isEqualTo("ok");
        }
      }
      assertThat(proxy.parents).containsExactly("down");
    }
  }

  @Test
  void connect_firstIsNotThere_isATunnelThroughTheNext() throws Exception {
    String target = "www.example:" + far.port();
    try (RunningProxy proxy = proxy(gone().orElse(second("s3cret")));
        RawClient client = proxy.client()) {
      client.send(connect(target));
      try (RawClient side = second.accept()) {
        assertThat(side.head()).startsWith("CONNECT " + target + " HTTP/1.1\r\n");
        side.send("HTTP/1.1 200 OK\r\n\r\nhello");
        assertThat(client.head()).contains(" 200 ");
        assertThat(client.read(5)).isEqualTo("hello");
      }
    }
  }

  @Test
  void connect_theNextRefuses_isNotTriedElsewhere() throws Exception {
    ParentProxy parents = gone().orElse(second("wrong").orDirect());
    try (RunningProxy proxy = proxy(parents);
        RawClient client = proxy.client()) {
      client.send(connect(far.authority()));
      try (RawClient side = second.accept()) {
        side.head();
        side.send("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
      }
      assertThat(client.response().field("Proxy-Status")).contains("details=\"parent-refused\"");
    }
  }

  @Test
  void request_noneIsThere_goesDirectlyWhereThatIsAllowed() throws Exception {
    try (RunningProxy proxy = proxy(gone().orElse(gone().orDirect()));
        RawClient client = proxy.client();
        RawClient tunnel = proxy.client()) {
      assertThat(client.send(get(origin.authority())).response().body()).isEqualTo("hello");
      assertThat(origin.request().line()).isEqualTo("GET /x HTTP/1.1");
      assertThat(tunnel.send(connect(far.authority())).head()).contains(" 200 ");
      assertThat(proxy.parents).containsExactly("down", "down");
    }
  }

  @Test
  void request_noneIsThereAndNotDirect_isBadGatewayEachTime() throws Exception {
    try (RunningProxy proxy = proxy(gone().orElse(gone()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(get(origin.authority())).response().status()).isEqualTo(502);
      }
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void parent_thatWasNotReached_isTriedAgainByOneRequestAfterItsRest() {
    ParentProxy parent = ParentProxy.at("proxy", 3128);
    long rest = ParentProxy.REST.toNanos();
    long now = Long.MAX_VALUE - rest / 2; // the clock wraps around meanwhile

    assertThat(parent.isWorthTrying(now)).isTrue();
    assertThat(parent.notReached(now)).isTrue();
    assertThat(parent.notReached(now)).isFalse();
    assertThat(parent.isWorthTrying(now + rest - 1)).isFalse();
    assertThat(parent.isWorthTrying(now + rest)).isTrue();
    assertThat(parent.isWorthTrying(now + rest)).isFalse();
    assertThat(parent.reached()).isTrue();
    assertThat(parent.reached()).isFalse();
    assertThat(parent.isWorthTrying(now + rest)).isTrue();
  }
}
