package io.postern.netty;

import static io.postern.netty.RecordingOrigin.raw;
import static io.postern.netty.RunningProxy.ALICE;
import static io.postern.netty.RunningProxy.BOB;
import static io.postern.netty.RunningProxy.authorization;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.RawClient.Response;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import org.junit.jupiter.api.Test;

/** What clients get that are not allowed, over real sockets. */
class RefusalsTest extends WireTest {
  @Test
  void get_withoutCredentials_isChallengedAndKeepsTheConnection() throws Exception {
    try (RawClient client = proxy.client()) {
      Response challenge = client.send(get("/")).response();

      assertThat(challenge.status()).isEqualTo(407);
      assertThat(challenge.field("Proxy-Authenticate"))
          .isEqualTo("Basic realm=\"test\", charset=\"UTF-8\"");
      assertThat(challenge.field("Cache-Control")).isEqualTo("no-store");
      assertThat(challenge.field("Connection")).isNull();
      assertThat(challenge.field("Date")).endsWith(" GMT");
      assertThat(client.send(get("/", ALICE)).response().body()).isEqualTo("hello");
      assertThat(origin.request().line()).isEqualTo("GET / HTTP/1.1");
      assertThat(origin.waiting()).isZero();
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
  void head_refused_hasALengthAndNoBody() throws Exception {
    try (RawClient client = proxy.client()) {
      Response answer = client.send(request("HEAD", "/")).response(true);
      assertThat(answer.status()).isEqualTo(407);
      assertThat(answer.field("Content-Length")).isNotEqualTo("0");
      assertThat(client.send(get("/", ALICE)).response().status()).isEqualTo(200);
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
  void revoked_answerNotBegun_saysSoAndServesTheNextRequest() throws Exception {
    origin.answer(request -> raw("")); // nothing for now
    try (RawClient client = proxy.client()) {
      client.send(get("/", ALICE));
      origin.request();

      proxy.server.revoked("alice", "password-changed");

      Response answer = client.response();
      assertThat(proxy.exchange().reason()).isEqualTo("password-changed");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.field("Retry-After")).isNotNull();
      assertThat(answer.field("Proxy-Status")).contains("http_request_denied", "account-changed");
      origin.answer(request -> raw("HTTP/1.1 204 No Content\r\n\r\n"));
      assertThat(client.send(get("/", BOB)).response().status()).isEqualTo(204);
    }
  }
}
