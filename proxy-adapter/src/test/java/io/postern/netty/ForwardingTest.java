package io.postern.netty;

import static io.postern.netty.RecordingOrigin.raw;
import static io.postern.netty.RecordingOrigin.response;
import static io.postern.netty.RunningProxy.ALICE;
import static io.postern.netty.RunningProxy.BOB;
import static io.postern.netty.RunningProxy.authorization;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.RawClient.Response;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in absolute-form, over real sockets. */
@Timeout(30)
class ForwardingTest {
  private RecordingOrigin origin;
  private RunningProxy proxy;

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
    proxy = new RunningProxy();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  private String get(String path, String... fields) {
    return request("GET", path, fields);
  }

  private String request(String method, String path, String... fields) {
    return method
        + " http://"
        + origin.authority()
        + path
        + " HTTP/1.1\r\nHost: "
        + origin.authority()
        + "\r\n"
        + String.join("", fields)
        + "\r\n";
  }

  @Test
  void get_withoutCredentials_isChallengedAndKeepsTheConnection() throws Exception {
    try (RawClient client = proxy.client()) {
      Response challenge = client.send(get("/")).response();

      assertThat(challenge.status()).isEqualTo(407);
      assertThat(challenge.field("Proxy-Authenticate"))
          .isEqualTo("Basic realm=\"test\", charset=\"UTF-8\"");
      assertThat(challenge.field("Cache-Control")).isEqualTo("no-store");
      assertThat(challenge.field("Connection")).isNull();
      assertThat(client.send(get("/", ALICE)).response().body()).isEqualTo("hello");
      assertThat(origin.request().line()).isEqualTo("GET / HTTP/1.1");
      assertThat(origin.waiting()).isZero();
    }
  }

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
  void get_usersInTurnOnOneConnection_areEachDecided() throws Exception {
    try (RawClient client = proxy.client()) {
      assertThat(client.send(get("/1", ALICE)).response().status()).isEqualTo(200);
      assertThat(client.send(get("/2", BOB)).response().status()).isEqualTo(200);
      assertThat(client.send(get("/3", authorization("alice", "wrong"))).response().status())
          .isEqualTo(407);
      assertThat(client.send(get("/4")).response().status()).isEqualTo(407);

      assertThat(proxy.exchange().user()).isEqualTo("alice");
      assertThat(proxy.exchange().user()).isEqualTo("bob");
      assertThat(proxy.exchange().status()).isEqualTo(407);
    }
  }

  @Test
  void get_unknownUser_isDecidedLaterAndServed() throws Exception {
    proxy.directory.has("carol", "secret");
    try (RawClient client = proxy.client()) {
      String carol = authorization("carol", "secret");
      assertThat(client.send(get("/1", carol)).response().body()).isEqualTo("hello");
      assertThat(client.send(get("/2", carol)).response().body()).isEqualTo("hello");
    }
  }

  @Test
  void get_directoryDown_isUnavailableWithoutChallenge() throws Exception {
    Outcome down = new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Evidence.NONE);
    proxy.directory.answers("carol", "secret", down);
    try (RawClient client = proxy.client()) {
      Response answer = client.send(get("/", authorization("carol", "secret"))).response();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.field("Retry-After")).isEqualTo("5");
      assertThat(answer.field("Proxy-Authenticate")).isNull();
    }
  }

  @Test
  void get_expiredPassword_isRefusedWithAPage() throws Exception {
    proxy.directory.answers(
        "carol",
        "secret",
        new Verdict.Rejected(Verdict.Reason.PASSWORD_EXPIRED, null, Evidence.NONE));
    try (RawClient client = proxy.client()) {
      Response answer =
          client
              .send(get("/", authorization("carol", "secret"), "Accept: text/html\r\n"))
              .response();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("Your password has expired");
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
  void post_whileTheDirectoryIsAsked_isNotReadAndArrivesWhole() throws Exception {
    proxy.directory.holds("carol");
    String body = "x".repeat(100_000);
    try (RawClient client = proxy.client()) {
      client
          .send(
              request(
                  "POST",
                  "/",
                  authorization("carol", "secret"),
                  "Content-Length: " + body.length() + "\r\n"))
          .send(body);
      proxy.directory.held.get("carol").complete(ScriptedDirectory.authenticated("carol"));

      assertThat(client.response().status()).isEqualTo(200);
      assertThat(origin.request().text()).isEqualTo(body);
    }
  }

  @Test
  void post_refusedWithAShortBody_isReadOverAndTheConnectionGoesOn() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(request("POST", "/", "Content-Length: 5\r\n")).send("GET /");
      assertThat(client.response().status()).isEqualTo(407);

      assertThat(client.send(get("/next", ALICE)).response().status()).isEqualTo(200);
      assertThat(origin.request().line()).isEqualTo("GET /next HTTP/1.1");
    }
  }

  @Test
  void post_refusedWithALongBody_announcesTheEndAndClosesInOrder() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(request("POST", "/", "Content-Length: 1000000\r\n")).send("x".repeat(50_000));
      Response answer = client.response();

      assertThat(answer.status()).isEqualTo(407);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
      assertThat(origin.connections()).isZero();
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
  void head_answered_hasALengthAndNoBody() throws Exception {
    origin.answer(request -> raw("HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n"));
    try (RawClient client = proxy.client()) {
      Response answer = client.send(request("HEAD", "/", ALICE)).response(true);
      assertThat(answer.field("Content-Length")).isEqualTo("42");

      origin.answer(request -> response("HTTP/1.1 200 OK", "next"));
      assertThat(client.send(get("/", ALICE)).response().body()).isEqualTo("next");
      assertThat(origin.request().connection()).isEqualTo(origin.request().connection());
    }
  }

  @Test
  void head_refused_hasALengthAndNoBody() throws Exception {
    try (RawClient client = proxy.client()) {
      Response answer = client.send(request("HEAD", "/")).response(true);
      assertThat(answer.status()).isEqualTo(407);
      assertThat(answer.field("Content-Length")).isNotEqualTo("0");
      assertThat(client.send(get("/", ALICE)).response().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void get_answeredWithoutBody_endsAtItsHead(String status) throws Exception {
    origin.answer(request -> raw("HTTP/1.1 " + status + "\r\nETag: \"1\"\r\n\r\n"));
    try (RawClient client = proxy.client()) {
      assertThat(client.send(get("/", ALICE)).response().field("ETag")).isEqualTo("\"1\"");
      assertThat(client.send(get("/", ALICE)).response().field("ETag")).isEqualTo("\"1\"");
    }
  }

  @Test
  void get_answeredInChunks_isChunkedAnew() throws Exception {
    origin.answer(
        request ->
            raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nKeep-Alive: x\r\n\r\n"
                    + "4;x=y\r\nwiki\r\n5\r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\n"));
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        Response answer = client.send(get("/", ALICE)).response();
        assertThat(answer.body()).isEqualTo("wikipedia");
        assertThat(answer.field("Keep-Alive")).isNull();
        assertThat(answer.field("Via")).isEqualTo("1.1 test-proxy");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void get_answeredUntilClose_isChunkedAndComplete() throws Exception {
    origin.answer(
        request -> {
          request.socket().getOutputStream().write(raw("HTTP/1.1 200 OK\r\n\r\nall of it"));
          return null;
        });
    try (RawClient client = proxy.client()) {
      Response answer = client.send(get("/", ALICE)).response();
      assertThat(answer.field("Transfer-Encoding")).isEqualTo("chunked");
      assertThat(answer.body()).isEqualTo("all of it");
    }
  }

  @Test
  void get_fromHttp10_isAnsweredWithoutChunksAndClosed() throws Exception {
    origin.answer(
        request ->
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
    try (RawClient client = proxy.client()) {
      client.send("GET http://" + origin.authority() + "/ HTTP/1.0\r\n" + ALICE + "\r\n");
      Response answer = client.response();

      assertThat(answer.field("Transfer-Encoding")).isNull();
      assertThat(answer.body()).isEqualTo("abc");
      RecordingOrigin.Request request = origin.request();
      assertThat(request.line()).isEqualTo("GET / HTTP/1.1");
      assertThat(request.values("Host")).containsExactly(origin.authority());
      assertThat(request.values("Via")).containsExactly("1.0 test-proxy");
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
  void get_originClosesWithoutAnswer_isBadGateway() throws Exception {
    origin.answer(request -> null);
    try (RawClient client = proxy.client()) {
      Response answer = client.send(get("/", ALICE)).response();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.field("Proxy-Status")).contains("error=connection_terminated");
      origin.answer(request -> response("HTTP/1.1 200 OK", "fine"));
      assertThat(client.send(get("/", ALICE)).response().body()).isEqualTo("fine");
    }
  }

  @Test
  void get_answerCutShort_isNeverTakenForTheWhole() throws Exception {
    origin.answer(
        request -> {
          request
              .socket()
              .getOutputStream()
              .write(raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
          return null;
        });
    try (RawClient client = proxy.client()) {
      client.send(get("/", ALICE));
      try {
        client.head();
        assertThat(client.rest()).hasSizeLessThan(9);
      } catch (IOException reset) {
        // as clear
      }
      assertThat(proxy.exchange().reason()).isEqualTo("origin-closed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxx",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 407 Give Me Your Password\r\nProxy-Authenticate: Basic realm=x\r\n"
            + "Content-Length: 0\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 600 High\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "nonsense\r\n\r\n",
      })
  void get_answerInDoubt_isBadGateway(String answer) throws Exception {
    origin.answer(request -> raw(answer));
    try (RawClient client = proxy.client()) {
      Response response = client.send(get("/", ALICE)).response();

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.field("Proxy-Authenticate")).isNull();
    }
  }

  @Test
  void get_originSendsMoreThanItsAnswer_neverReachesTheNextRequest() throws Exception {
    origin.answer(
        request ->
            raw(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(get("/" + i, ALICE)).response().body()).isEqualTo("a");
      }
      assertThat(origin.connections()).isEqualTo(5);
    }
  }

  @Test
  void post_expectingContinue_isContinuedByTheOrigin() throws Exception {
    try (RawClient client = proxy.client();
        TunnelOrigin slow = new TunnelOrigin()) {
      client.send(
          "POST http://"
              + slow.authority()
              + "/ HTTP/1.1\r\nHost: "
              + slow.authority()
              + "\r\n"
              + ALICE
              + "Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n");
      RawClient side = slow.accept();
      assertThat(side.head()).contains("Expect: 100-continue");
      side.send("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(100);
      client.send("abc");
      assertThat(side.read(3)).isEqualTo("abc");
      side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.response().body()).isEqualTo("ok");
    }
  }

  @Test
  void get_websocket_becomesATunnel() throws Exception {
    try (RawClient client = proxy.client();
        TunnelOrigin server = new TunnelOrigin()) {
      client.send(
          "GET http://"
              + server.authority()
              + "/chat HTTP/1.1\r\nHost: "
              + server.authority()
              + "\r\n"
              + ALICE
              + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n");
      try (RawClient side = server.accept()) {
        assertThat(side.head()).contains("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        side.send(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: xyz\r\n\r\nearly");
        assertThat(client.head())
            .contains("101 Switching Protocols")
            .contains("Sec-WebSocket-Accept: xyz");
        assertThat(client.read(5)).isEqualTo("early");
        client.send("ping");
        assertThat(side.read(4)).isEqualTo("ping");
        side.send("pong");
        assertThat(client.read(4)).isEqualTo("pong");
      }
    }
    assertThat(proxy.exchange().status()).isEqualTo(101);
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
  void trace_anyone_isRefusedAndEchoesNothing() throws Exception {
    try (RawClient client = proxy.client()) {
      Response answer =
          client.send(request("TRACE", "/", ALICE, "X-Secret: s3cret\r\n")).response();

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.field("Allow")).doesNotContain("TRACE");
      assertThat(answer.head() + answer.body()).doesNotContain("s3cret");
    }
  }

  @Test
  void get_ownNameInVia_isALoop() throws Exception {
    try (RawClient client = proxy.client()) {
      assertThat(
              client
                  .send(get("/", ALICE, "Via: 1.1 a, 1.1 test-proxy (x)\r\n"))
                  .response()
                  .status())
          .isEqualTo(508);
    }
    try (RawClient client = proxy.client()) {
      assertThat(client.send(get("/", ALICE, "Via: 1.1 test-proxy-2\r\n")).response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void get_theProxyItself_isDenied() throws Exception {
    String self = "127.0.0.1:" + proxy.address().getPort();
    try (RawClient client = proxy.client()) {
      Response answer =
          client
              .send("GET http://" + self + "/ HTTP/1.1\r\nHost: " + self + "\r\n" + ALICE + "\r\n")
              .response();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.field("Proxy-Status")).contains("destination_ip_prohibited");
    }
  }

  @Test
  void get_originThatIsGone_isBadGatewayAndNamesTheDecision() throws Exception {
    origin.close();
    try (RawClient client = proxy.client()) {
      Response answer = client.send(get("/", ALICE)).response();

      assertThat(answer.status()).isEqualTo(502);
      String id = proxy.exchange().decision().toString();
      assertThat(answer.field("Proxy-Status"))
          .isEqualTo(
              "test-proxy; error=connection_refused; details=\"connection-refused\"; decision=\""
                  + id
                  + '"');
      assertThat(answer.body()).contains(id);
    }
  }

  @Test
  void response_largeToASlowClient_arrivesWholeAndInOrder() throws Exception {
    String body = "0123456789abcdef".repeat(1_000_000);
    origin.answer(request -> response("HTTP/1.1 200 OK", body));
    try (RawClient client = proxy.client()) {
      assertThat(client.send(get("/", ALICE)).response().body()).isEqualTo(body);
      assertThat(proxy.exchange().sent()).isEqualTo(body.length());
    }
  }

  @Test
  void revoked_downloadUnderWay_isEnded() throws Exception {
    origin.answer(request -> raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"));
    try (RawClient client = proxy.client();
        RawClient other = proxy.client()) {
      client.send(get("/", ALICE));
      client.head();
      other.send(get("/", BOB));
      other.head();

      proxy.server.revoked("alice", "password-changed");

      Exchange ended = proxy.exchange();
      assertThat(ended.user()).isEqualTo("alice");
      assertThat(ended.reason()).isEqualTo("password-changed");
      assertThat(proxy.exchanges).isEmpty();
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
