package io.postern.netty;

import static io.postern.netty.RecordingOrigin.response;
import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.RawClient.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes to origins, over real sockets. */
class ForwardingTest extends WireTest {
  @Test
  void get_allowed_isRebuiltWithoutWhatEndsHere() throws Exception {
    try (RawClient client = proxy.client()) {
      client
          .send(
              get(
                  "/a?b=c",
                  ALICE,
                  "Connection: X-Mine, keep-alive\r\n",
                  "Proxy-Connection: keep-alive\r\n",
                  "X-Mine: 1\r\nX-Yours: 2\r\n",
                  "Keep-Alive: 5\r\nTE: trailers\r\nProxy: evil\r\nProxy-Other: x\r\n",
                  "Via: 1.0 other\r\n"))
          .response();

      assertThat(origin.request().lines())
          .containsExactly(
              "GET /a?b=c HTTP/1.1",
              "Host: " + origin.authority(),
              "X-Yours: 2",
              "Via: 1.0 other",
              "Via: 1.1 test-proxy");
    }
  }

  @Test
  void get_twice_reusesTheOriginConnection() throws Exception {
    try (RawClient client = proxy.client();
        RawClient other = proxy.client()) {
      client.send(get("/1", ALICE)).response();
      client.send(get("/2", ALICE)).response();
      other.send(get("/3", ALICE)).response();

      assertThat(origin.request().connection()).isEqualTo(1);
      assertThat(origin.request().connection()).isEqualTo(1);
    }
  }

  @Test
  void post_lengthGiven_arrivesWhole() throws Exception {
    origin.answer(request -> response("HTTP/1.1 201 Created", "" + request.body().length));
    String body = "0123456789".repeat(1_000_000);
    try (RawClient client = proxy.client()) {
      client.send(request("POST", "/up", ALICE, "Content-Length: " + body.length() + "\r\n"));
      Response answer = client.send(body).response();

      assertThat(answer.status()).isEqualTo(201);
      RecordingOrigin.Request request = origin.request();
      assertThat(request.text()).isEqualTo(body);
      assertThat(request.values("Content-Length")).containsExactly("" + body.length());
      assertThat(proxy.exchange().received()).isEqualTo(body.length());
    }
  }

  @Test
  void post_chunked_isChunkedAnewWithoutExtensionsAndTrailers() throws Exception {
    try (RawClient client = proxy.client()) {
      client
          .send(request("POST", "/up", ALICE, "Transfer-Encoding: chunked\r\nTrailer: X-End\r\n"))
          .send("3;a=b\r\nabc\r\n02\r\nde\r\n0\r\nX-End: 1\r\n\r\n")
          .response();

      RecordingOrigin.Request request = origin.request();
      assertThat(request.complete()).isTrue();
      assertThat(request.text()).isEqualTo("abcde");
      assertThat(request.values("Transfer-Encoding")).containsExactly("chunked");
      assertThat(request.values("Trailer")).isEmpty();
    }
  }

  @Test
  void get_pipelined_isServedInOrder() throws Exception {
    origin.answer(request -> response("HTTP/1.1 200 OK", request.line()));
    StringBuilder pipeline = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      pipeline.append(get("/" + i, i % 3 == 0 ? "" : ALICE));
    }
    try (RawClient client = proxy.client()) {
      client.send(pipeline.toString());
      client.endOutput();
      for (int i = 0; i < 50; i++) {
        Response answer = client.response();
        assertThat(answer.status()).isEqualTo(i % 3 == 0 ? 407 : 200);
        if (i % 3 != 0) {
          assertThat(answer.body()).isEqualTo("GET /" + i + " HTTP/1.1");
        }
      }
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void get_keptConnectionClosedByTheOrigin_isRepeated() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(get("/1", ALICE)).response();
      RecordingOrigin.Request first = origin.request();
      origin.answer(
          request ->
              request.connection() == first.connection()
                  ? null
                  : response("HTTP/1.1 200 OK", "again"));

      assertThat(client.send(get("/2", ALICE)).response().body()).isEqualTo("again");
      assertThat(origin.request().connection()).isEqualTo(1);
      assertThat(origin.request().connection()).isEqualTo(2);
    }
  }

  @Test
  void post_afterAGet_takesAFreshConnection() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(get("/1", ALICE)).response();
      client.send(request("POST", "/2", ALICE, "Content-Length: 1\r\n")).send("x").response();

      assertThat(origin.request().connection()).isEqualTo(1);
      assertThat(origin.request().connection()).isEqualTo(2);
    }
  }

  @Test
  void get_h2cUpgrade_isForwardedWithoutIt() throws Exception {
    try (RawClient client = proxy.client()) {
      client
          .send(
              get(
                  "/",
                  ALICE,
                  "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n"))
          .response();

      RecordingOrigin.Request request = origin.request();
      assertThat(request.values("Upgrade")).isEmpty();
      assertThat(request.values("HTTP2-Settings")).isEmpty();
      assertThat(request.values("Connection")).isEmpty();
    }
  }

  @Test
  void options_noMoreForwards_isAnsweredHere() throws Exception {
    try (RawClient client = proxy.client()) {
      Response here = client.send(request("OPTIONS", "", ALICE, "Max-Forwards: 0\r\n")).response();
      assertThat(here.status()).isEqualTo(200);
      assertThat(here.field("Allow")).contains("CONNECT");

      client.send(request("OPTIONS", "", ALICE, "Max-Forwards: 3\r\n")).response();
      RecordingOrigin.Request there = origin.request();
      assertThat(there.line()).isEqualTo("OPTIONS * HTTP/1.1");
      assertThat(there.values("Max-Forwards")).containsExactly("2");
    }
  }

  @Test
  void exchange_whenDone_tellsTheStory() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(get("/x", ALICE)).response();
    }
    Exchange exchange = proxy.exchange();
    assertThat(exchange.user()).isEqualTo("alice");
    assertThat(exchange.method()).isEqualTo("GET");
    assertThat(exchange.target()).isEqualTo("http://" + origin.authority() + "/x");
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.sent()).isEqualTo(5);
    assertThat(exchange.reason()).isEqualTo("authenticated");
    assertThat(exchange.client().address().isLoopbackAddress()).isTrue();
    assertThat(List.of(exchange.toString())).noneMatch(text -> text.contains("secret"));
  }
}
