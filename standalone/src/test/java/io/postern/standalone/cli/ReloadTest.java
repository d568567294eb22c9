package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.standalone.Server;
import io.postern.standalone.Surroundings;
import io.postern.standalone.Wiring;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.demo.SampleOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  private static final String LISTENERS =
      """
      proxy: { listen: "127.0.0.1:0", deny-destinations: [], connect-ports: [1-65535] }
      admin: { listen: "127.0.0.1:0", token-file: token }
      """;

  @TempDir private Path folder;
  private final DemoDirectory demo = new DemoDirectory();
  private SampleOrigin origin;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    origin = SampleOrigin.start(demo.directory().tls());
    Path file = demo.config(folder, LISTENERS);
    server =
        Wiring.start(
            (ConfigFile.Loaded) ConfigFile.load(file, Map.of()),
            new Surroundings(
                "test",
                OutputStream.nullOutputStream(),
                () -> ConfigFile.load(file, Map.of()),
                pages -> {}));
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
    demo.close();
  }

  @Test
  void reload_sameFile_saysThatNothingChanged() throws Exception {
    assertThat(reload().body()).isEqualTo("nothing has changed\n");
  }

  @Test
  void reload_newRules_holdAtOnceAndEndTunnels() throws Exception {
    try (Socket tunnel = tunnel("bob:secret")) {
      demo.config(folder, LISTENERS + "access: [{ allow: { groups: [Internet Users] } }]\n");

      assertThat(reload().body()).isEqualTo("the new access rules hold\n");

      assertThat(status("bob:secret")).contains(" 403 ");
      assertThat(status("alice:secret")).contains(" 200 ");
      assertThat(isEnded(tunnel)).isTrue();
    }
  }

  @Test
  void reload_brokenFile_changesNothingAndSaysWhy() throws Exception {
    demo.config(folder, LISTENERS + "acess: []\n");

    HttpResponse<String> answer = reload();

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("acess: there is no such key: did you mean \"access\"?");
    assertThat(status("bob:secret")).contains(" 200 ");
  }

  @Test
  void reload_newMemory_keepsTunnelsAndAsksAnew() throws Exception {
    try (Socket tunnel = tunnel("alice:secret")) {
      long binds = demo.directory().binds().by("alice");
      demo.config(folder, LISTENERS + "cache: { fresh-for: 1m }\n");

      assertThat(reload().body()).isEqualTo("the directory is asked with the new settings\n");

      assertThat(status("alice:secret")).contains(" 200 ");
      assertThat(demo.directory().binds().by("alice")).isEqualTo(binds + 1);
      tunnel.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(tunnel.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void reload_listener_holdsAfterARestartAndIsSaidEachTime() throws Exception {
    demo.config(folder, LISTENERS.replace("127.0.0.1:0\", deny", "127.0.0.2:0\", deny"));

    assertThat(reload().body()).isEqualTo("what changed in proxy holds after a restart\n");
    assertThat(reload().body()).isEqualTo("what changed in proxy holds after a restart\n");
  }

  @Test
  void reload_wrongToken_isRefused() throws Exception {
    assertThat(post("/reload", "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void forget_knownUser_isAskedAnew() throws Exception {
    status("alice:secret");
    long binds = demo.directory().binds().by("alice");

    assertThat(post("/forget/alice", "s3cret").body()).isEqualTo("forgotten\n");

    assertThat(status("alice:secret")).contains(" 200 ");
    assertThat(demo.directory().binds().by("alice")).isEqualTo(binds + 1);
    assertThat(post("/forget/nobody", "s3cret").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> reload() throws Exception {
    return post("/reload", "s3cret");
  }

  private HttpResponse<String> post(String path, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.adminAddress().getPort() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String status(String userPass) throws IOException {
    String url = origin.httpUrl() + "/";
    try (Socket socket = open("GET " + url, userPass)) {
      return firstLine(socket.getInputStream());
    }
  }

  private Socket tunnel(String userPass) throws IOException {
    Socket socket = open("CONNECT 127.0.0.1:" + origin.httpPort(), userPass);
    assertThat(firstLine(socket.getInputStream())).contains(" 200 ");
    assertThat(firstLine(socket.getInputStream())).isEmpty();
    return socket;
  }

  private Socket open(String line, String userPass) throws IOException {
    InetSocketAddress proxy = server.proxyAddresses().get(0);
    Socket socket = new Socket(proxy.getAddress(), proxy.getPort());
    socket.setSoTimeout(60_000);
    String basic = Base64.getEncoder().encodeToString(userPass.getBytes(StandardCharsets.UTF_8));
    String head =
        line
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + origin.httpPort()
            + "\r\nProxy-Authorization: Basic "
            + basic
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Whether the other side closes, or resets, the connection. */
  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.append((char) octet);
    }
    return line.toString().strip();
  }
}
