package io.postern.netty;

import static io.postern.netty.RecordingOrigin.raw;
import static io.postern.netty.RecordingOrigin.response;
import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.RawClient.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back from origins, over real sockets. */
class AnsweringTest extends WireTest {
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
  void get_answeredWithOrWithoutDate_hasOne() throws Exception {
    String origins = "Sun, 06 Nov 1994 08:49:37 GMT";
    try (RawClient client = proxy.client()) {
      origin.answer(request -> response("HTTP/1.1 200 OK\r\ndate: " + origins, "old"));
      assertThat(client.send(get("/", ALICE)).response().field("Date")).isEqualTo(origins);

      origin.answer(request -> raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
      assertThat(client.send(get("/", ALICE)).response().field("Date")).endsWith(" GMT");
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
  void get_originThatIsGone_isBadGatewayAndNamesTheDecision() throws Exception {
    try (Socket nobody = new Socket();
        RawClient client = proxy.client()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // never listens
      String gone = "127.0.0.1:" + nobody.getLocalPort();
      Response answer = client.send(get("/", ALICE).replace(origin.authority(), gone)).response();

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
}
