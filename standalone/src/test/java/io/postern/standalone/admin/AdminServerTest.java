package io.postern.standalone.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private final AtomicReference<String> unmet = new AtomicReference<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    Readiness readiness = new Readiness();
    readiness.require("directory", unmet::get);
    AdminToken token = new AdminToken(() -> "s3cret".getBytes(StandardCharsets.UTF_8));
    AdminPages pages =
        new AdminPages()
            .page("/", request -> AdminAnswer.text(200, "root"))
            .page("/live", request -> AdminAnswer.text(200, "live\n"))
            .page("/ready", readiness::answer)
            .page("/users/", request -> AdminAnswer.text(200, "user " + request.name()))
            .page(
                "/broken",
                request -> {
                  throw new IllegalStateException("defect");
                })
            .action("/reload", token, request -> AdminAnswer.text(200, "reloaded"));
    server =
        AdminServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, pages);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ready_conditionThatDoesNotHold_is503AndSaysWhy() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(200);

    unmet.set("no server answered yet");

    HttpResponse<String> answer = get("/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("not ready\ndirectory: no server answered yet\n");
  }

  @Test
  void ready_remark_isToldAndKeepsNobodyAway() throws Exception {
    Readiness remarkable = new Readiness();
    remarkable.require("directory", () -> null, () -> "no server answers");

    AdminAnswer answer = remarkable.answer(new AdminRequest("GET", "", null, null));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("ready\ndirectory: no server answers\n");
  }

  @Test
  void answer_any_saysWhenItWasMade() throws Exception {
    assertThat(get("/live").headers().firstValue("Date").orElse(""))
        .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT");
  }

  @Test
  void page_belowAPrefix_getsTheDecodedRest() throws Exception {
    assertThat(get("/users/m%C3%BCller?x=1").body()).isEqualTo("user müller");
    assertThat(get("/users/").statusCode()).isEqualTo(404);
  }

  @Test
  void page_thatDoesNotExist_is404() throws Exception {
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/livex").statusCode()).isEqualTo(404);
  }

  @Test
  void page_thatFails_is500WithoutATrace() throws Exception {
    HttpResponse<String> answer = get("/broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("defect", "Exception");
  }

  @Test
  void action_withoutTheToken_is401() throws Exception {
    assertThat(post("/reload", "wrong").statusCode()).isEqualTo(401);
    assertThat(post("/reload", "s3cret").body()).isEqualTo("reloaded");
    assertThat(get("/reload").statusCode()).isEqualTo(405);
    assertThat(post("/live", "s3cret").statusCode()).isEqualTo(405);
  }

  @Test
  void request_forAnotherName_isMisdirected() throws Exception {
    assertThat(raw("GET /live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421 ");
    assertThat(raw("GET /live HTTP/1.1\r\nHost: localhost:9\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(raw("GET /live HTTP/1.1\r\nHost: [::1]:9\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void request_thatIsNoHttp_is400AndClosed() throws Exception {
    assertThat(raw("GET /live\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void head_page_hasNoBody() throws Exception {
    assertThat(raw("HEAD /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .containsIgnoringCase("content-length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String token) throws Exception {
    HttpRequest request =
        request(path)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
