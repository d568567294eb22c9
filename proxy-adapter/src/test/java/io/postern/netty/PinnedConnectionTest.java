package io.postern.netty;

import static io.postern.netty.RecordingOrigin.response;
import static io.postern.netty.RunningProxy.ALICE;
import static io.postern.netty.RunningProxy.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that prove a user once for a whole connection (RFC 4559 §6). */
class PinnedConnectionTest extends WireTest {

  @ParameterizedTest
  @ValueSource(strings = {"NTLM TlRMTVNTUAAB", "Negotiate YII="})
  void request_thatBindsTheConnection_keepsItForThisClientOnly(String authorization)
      throws Exception {
    try (RawClient alice = proxy.client();
        RawClient bob = proxy.client()) {
      alice.send(get("/1", ALICE, "Authorization: " + authorization + "\r\n")).response();
      bob.send(get("/2", BOB)).response();
      alice.send(request("POST", "/3", ALICE, "Content-Length: 1\r\n")).send("x").response();

      assertThat(origin.request().connection()).isEqualTo(1);
      assertThat(origin.request().connection()).isEqualTo(2);
      assertThat(origin.request().connection()).isEqualTo(1);
    }
  }

  @Test
  void challenge_thatBindsTheConnection_keepsItAndSaysThatWeCan() throws Exception {
    origin.answer(request -> response("HTTP/1.1 401 No", "", "WWW-Authenticate: Negotiate"));
    try (RawClient alice = proxy.client();
        RawClient bob = proxy.client()) {
      RawClient.Response challenge = alice.send(get("/1", ALICE)).response();
      assertThat(challenge.field("Proxy-Support")).isEqualTo("Session-Based-Authentication");
      bob.send(get("/2", BOB)).response();
      alice.send(get("/3", ALICE)).response();

      assertThat(origin.request().connection()).isEqualTo(1);
      assertThat(origin.request().connection()).isEqualTo(2);
      assertThat(origin.request().connection()).isEqualTo(1);
    }
  }

  @Test
  void client_whoLeaves_takesItsConnectionAlong() throws Exception {
    try (RawClient alice = proxy.client()) {
      alice.send(get("/1", ALICE, "Authorization: NTLM abc\r\n")).response();
    }
    RecordingOrigin.Request first = origin.request();
    try (RawClient bob = proxy.client()) {
      bob.send(get("/2", BOB)).response();
    }
    assertThat(origin.request().connection()).isNotEqualTo(first.connection());
  }

  @Test
  void basic_bindsNothing() throws Exception {
    // Each event loop has its own connections, and there are as many as processors.
    int clients = Runtime.getRuntime().availableProcessors() + 1;
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      RawClient client = proxy.client();
      open.add(client);
      client.send(get("/", ALICE, "Authorization: Basic YTpi\r\n")).response();
    }
    assertThat(origin.connections()).isLessThan(clients);
    for (RawClient client : open) {
      client.close();
    }
  }
}
