package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static io.postern.netty.RunningProxy.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.netty.Inbound.Share;
import io.postern.netty.RawClient.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Balancers in front, and shares of one client. */
@Timeout(120)
class InboundTest {
  private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"));

  private RecordingOrigin origin;

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
  }

  private static RunningProxy proxy(Inbound inbound) throws IOException {
    return new RunningProxy(settings -> settings.with(inbound));
  }

  private String get(String authorization) {
    return "GET http://"
        + origin.authority()
        + "/ HTTP/1.1\r\nHost: "
        + origin.authority()
        + "\r\n"
        + authorization
        + "\r\n";
  }

  @Test
  void header_version1_namesTheClient() throws Exception {
    try (RunningProxy proxy = proxy(new Inbound(List.of(), LOOPBACK, false, Share.ANY));
        RawClient client = proxy.client()) {
      client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 3128\r\n" + get(ALICE));

      assertThat(client.response().status()).isEqualTo(200);
      assertThat(proxy.exchange().client()).hasToString("192.0.2.7");
    }
  }

  @Test
  void header_version2_namesTheClient() throws Exception {
    byte[] header = {
      0x0d,
      0x0a,
      0x0d,
      0x0a,
      0x00,
      0x0d,
      0x0a,
      0x51,
      0x55,
      0x49,
      0x54,
      0x0a, // signature
      0x21,
      0x11,
      0,
      12, // version 2, PROXY, TCP over IPv4
      (byte) 192,
      0,
      2,
      8,
      (byte) 192,
      0,
      2,
      1,
      0x12,
      0x67,
      0x0c,
      0x38
    };
    try (RunningProxy proxy = proxy(new Inbound(List.of(), LOOPBACK, false, Share.ANY));
        RawClient client = proxy.client()) {
      client.send(header).send(get(ALICE));

      assertThat(client.response().status()).isEqualTo(200);
      assertThat(proxy.exchange().client()).hasToString("192.0.2.8");
    }
  }

  @Test
  void header_missing_endsTheConnection() throws Exception {
    try (RunningProxy proxy = proxy(new Inbound(List.of(), LOOPBACK, false, Share.ANY));
        RawClient client = proxy.client()) {
      client.send(get(ALICE));

      assertThat(client.rest()).isEmpty();
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void header_fromAnybodyElse_isNoRequest() throws Exception {
    List<Cidr> balancer = List.of(Cidr.parse("192.0.2.1"));
    try (RunningProxy proxy = proxy(new Inbound(List.of(), balancer, false, Share.ANY));
        RawClient client = proxy.client()) {
      client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 3128\r\n" + get(ALICE));

      assertThat(client.response().status()).isEqualTo(400);
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void connections_moreThanAnAddressMayHave_areTurnedAway() throws Exception {
    try (RunningProxy proxy =
            proxy(new Inbound(List.of(), List.of(), false, new Share(2, 0, 0, 0)));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      assertThat(first.send(get(ALICE)).response().status()).isEqualTo(200);
      assertThat(second.send(get(BOB)).response().status()).isEqualTo(200);
      try (RawClient third = proxy.client()) {
        Response answer = third.response();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("Retry-After")).isNotNull();
      }
      assertThat(first.send(get(ALICE)).response().status()).isEqualTo(200);
    }
  }

  @Test
  void connections_behindABalancer_areCountedForTheClient() throws Exception {
    try (RunningProxy proxy =
            proxy(new Inbound(List.of(), LOOPBACK, false, new Share(1, 0, 0, 0)));
        RawClient one = proxy.client();
        RawClient other = proxy.client();
        RawClient again = proxy.client()) {
      one.send("PROXY TCP4 192.0.2.7 192.0.2.1 1 3128\r\n" + get(ALICE));
      assertThat(one.response().status()).isEqualTo(200);
      other.send("PROXY TCP4 192.0.2.8 192.0.2.1 1 3128\r\n" + get(ALICE));
      assertThat(other.response().status()).isEqualTo(200);
      again.send("PROXY TCP4 192.0.2.7 192.0.2.1 2 3128\r\n");
      assertThat(again.response().status()).isEqualTo(503);
    }
  }

  @Test
  void tunnels_moreThanAUserMayHave_areTurnedAway() throws Exception {
    try (TunnelOrigin far = new TunnelOrigin();
        RunningProxy proxy =
            new RunningProxy(
                settings ->
                    RunningProxy.tunnelsTo(far.port())
                        .apply(settings)
                        .with(new Inbound(List.of(), List.of(), false, new Share(0, 1, 0, 0))));
        RawClient first = proxy.client();
        RawClient second = proxy.client();
        RawClient bob = proxy.client()) {
      String connect =
          "CONNECT " + far.authority() + " HTTP/1.1\r\nHost: " + far.authority() + "\r\n";
      assertThat(first.send(connect + ALICE + "\r\n").head()).contains(" 200 ");
      assertThat(second.send(connect + ALICE + "\r\n").response().status()).isEqualTo(429);
      assertThat(bob.send(connect + BOB + "\r\n").head()).contains(" 200 ");

      proxy.server.revoked("alice", "test");
      assertThatThrownBy(first::rest).isInstanceOf(IOException.class);
      try (RawClient third = proxy.client()) {
        assertThat(third.send(connect + ALICE + "\r\n").head()).contains(" 200 ");
      }
    }
  }

  @Test
  void settings_negativeLimit_isRefused() {
    assertThatThrownBy(() -> new Share(-1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
