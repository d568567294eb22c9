package io.postern.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.postern.standalone.CannotStart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static Demo demo;

  @BeforeAll
  static void start() throws CannotStart {
    demo = Demo.start(ANY, ANY, "test", OutputStream.nullOutputStream());
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @Test
  void request_rightPassword_reachesTheOriginWithoutItsCredentials() throws IOException {
    String answer = get("alice:secret", "/headers", "Connection: close, X-Hop\r\nX-Hop: 1\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("GET /headers", "Via: 1.1 postern");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
        .doesNotContainIgnoringCase("proxy-authorization")
        .doesNotContainIgnoringCase("x-hop");
  }

  @Test
  void request_expiredPassword_is403AndExplained() throws Exception {
    String answer = get("expired:secret", "/", "Connection: close\r\n");

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("password-expired");
    String id = answer.replaceAll("(?s).*decision=\"([^\"]*)\".*", "$1");
    assertThat(admin("/decisions/" + id).body())
        .contains("user ", "expired", "reason ", "password-expired", "49/532");
  }

  @Test
  void request_forTheAdminListener_isRefused() throws IOException {
    int port = demo.server().adminAddress().getPort();

    assertThat(send("GET http://127.0.0.1:" + port + "/metrics HTTP/1.1", "alice:secret", port, ""))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void metrics_afterRequests_haveTheDesignsNames() throws Exception {
    get("alice:secret", "/", "Connection: close\r\n");

    assertThat(admin("/metrics").body())
        .contains(
            "postern_decisions_total{",
            "postern_decision_seconds_bucket{",
            "postern_directory_requests_seconds_count{",
            "postern_directory_up{",
            "postern_directory_connections{",
            "postern_cache_lookups_total{",
            "postern_lockout_shield_total{",
            "postern_account_watch_changes_total{",
            "postern_account_watch_lag_seconds ",
            "postern_proxy_connections ",
            "postern_proxy_tunnels ",
            "postern_proxy_requests_total{",
            "postern_proxy_bytes_total{",
            "postern_proxy_buffers_bytes ",
            "postern_build_info{")
        .doesNotContain("alice");
  }

  @Test
  void ready_directoryAnswered_is200() throws Exception {
    get("alice:secret", "/", "Connection: close\r\n");

    assertThat(admin("/ready").statusCode()).isEqualTo(200);
    assertThat(admin("/live").body()).isEqualTo("live\n");
  }

  @Test
  void directory_always_showsTheLockoutState() throws Exception {
    assertThat(admin("/directory").body())
        .contains(
            "\"name\":\"locked\",\"badPwdCount\":5,\"lockedOut\":true,\"lockoutThreshold\":5");
  }

  @Test
  void invitation_always_hasLinesToPaste() {
    Invitation invitation = new Invitation(demo, Map.of());

    assertThat(invitation.ready()).startsWith("ready: ").doesNotContain("\n");
    assertThat(invitation.text())
        .contains("-U 'CORP\\alice:secret'", "-w '%{http_code} '")
        .doesNotContain("{http}", "{curl}");
    assertThat(new Invitation(demo, Map.of("no_proxy", "127.0.0.1")).text())
        .contains("curl --noproxy '' -x ");
  }

  @Test
  void start_portThatIsTaken_saysWhich() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      assertThatExceptionOfType(CannotStart.class)
          .isThrownBy(() -> Demo.start(address, ANY, "test", OutputStream.nullOutputStream()))
          .withMessageContaining("proxy.listen: cannot listen on ")
          .withMessageContaining(Integer.toString(address.getPort()));
    }
  }

  private static String get(String userPass, String path, String fields) throws IOException {
    String url = demo.origin().httpUrl() + path;
    return send("GET " + url + " HTTP/1.1", userPass, demo.origin().httpPort(), fields);
  }

  private static String send(String line, String userPass, int port, String fields)
      throws IOException {
    String basic = Base64.getEncoder().encodeToString(userPass.getBytes(StandardCharsets.UTF_8));
    String request =
        line
            + "\r\nHost: 127.0.0.1:"
            + port
            + "\r\nProxy-Authorization: Basic "
            + basic
            + "\r\n"
            + (fields.isEmpty() ? "Connection: close\r\n" : fields)
            + "\r\n";
    InetSocketAddress proxy = demo.server().proxyAddresses().get(0);
    try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpResponse<String> admin(String path) throws Exception {
    int port = demo.server().adminAddress().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
