package io.postern.endpoint;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.answer.DecisionResponse;
import io.postern.endpoint.EndpointSettings.Limits;
import io.postern.endpoint.EndpointSettings.Timeouts;
import io.postern.endpoint.Wire.Response;
import io.postern.scripted.ScriptedDirectory;
import io.postern.scripted.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener itself: connections, limits, deadlines. */
@Timeout(120)
class AuthEndpointServerTest {
  private static final DecisionResponse ANSWERS = new DecisionResponse("test", null);
  private static final String ALICE = "Proxy-Authorization: " + Wire.basic("alice", "secret");
  private static final String BOB = "Proxy-Authorization: " + Wire.basic("bob", "wrong");

  @TempDir Path folder;

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();
  private final List<AuthEndpointServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(AuthEndpointServer::close);
  }

  @Test
  void connection_severalRequests_isKept() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      for (int i = 0; i < 3; i++) {
        assertThat(proxy.send("GET /generic HTTP/1.1", "Host: x", ALICE).read().status())
            .isEqualTo(200);
        assertThat(proxy.send("GET /generic HTTP/1.1", "Host: x", BOB).read().status())
            .isEqualTo(407);
      }
    }
  }

  @Test
  void connection_pipelinedRequests_areAnsweredInOrder() throws Exception {
    directory.hold();
    try (Wire proxy = Wire.to(start())) {
      proxy.sendOctets(
          head("GET /generic HTTP/1.1", "Host: x", ALICE)
              + head("GET /generic HTTP/1.1", "Host: x", BOB)
              + head("GET /generic HTTP/1.1", "Host: x"));
      directory.awaitWaiting(1);
      assertThat(directory.asked()).isEqualTo(1);
      directory.release(0);
      assertThat(proxy.read().status()).isEqualTo(200);
      directory.awaitWaiting(1);
      directory.release(0);

      assertThat(proxy.read().status()).isEqualTo(407);
      assertThat(proxy.read().status()).isEqualTo(407);
    }
  }

  @Test
  void connection_octetByOctet_isUnderstood() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      for (char octet : head("GET /generic HTTP/1.1", "Host: x", ALICE).toCharArray()) {
        proxy.sendOctets(String.valueOf(octet));
      }

      assertThat(proxy.read().status()).isEqualTo(200);
    }
  }

  @Test
  void connection_thatWaits_holdsUpNoOther() throws Exception {
    SocketAddress address = start();
    directory.hold();
    List<Wire> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(Wire.to(address).send("GET /generic HTTP/1.1", "Host: x", ALICE));
    }
    directory.awaitWaiting(20);
    directory.remember();

    try (Wire other = Wire.to(address)) {
      assertThat(other.send("GET /generic HTTP/1.1", "Host: x", ALICE).read().status())
          .isEqualTo(200);
    }
    for (Wire wire : waiting) {
      directory.release(0);
      wire.close();
    }
  }

  @Test
  void http10_withoutKeepAlive_isClosedAfterTheAnswer() throws Exception {
    SocketAddress address = start();
    try (Wire proxy = Wire.to(address)) {
      assertThat(proxy.send("GET /generic HTTP/1.0", ALICE).read().field("Connection"))
          .isEqualTo("close");
      assertThat(proxy.isClosed()).isTrue();
    }
    try (Wire proxy = Wire.to(address)) {
      String[] lines = {"GET /generic HTTP/1.0", "Connection: keep-alive", ALICE};
      assertThat(proxy.send(lines).read().field("Connection")).isEqualTo("keep-alive");
      assertThat(proxy.send(lines).read().status()).isEqualTo(200);
    }
  }

  @Test
  void head_anyAnswer_hasNoBody() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      Response first = proxy.send("HEAD /generic HTTP/1.1", "Host: x", BOB).readHead();
      Response second = proxy.send("HEAD /generic HTTP/1.1", "Host: x", ALICE).readHead();

      assertThat(first.status()).isEqualTo(407);
      assertThat(first.field("Content-Length")).isNotEqualTo("0");
      assertThat(second.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 4\r\n\r\nbody", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
  void request_withABody_isAnsweredAndClosed(String rest) throws Exception {
    try (Wire proxy = Wire.to(start())) {
      proxy.sendOctets("POST /generic HTTP/1.1\r\nHost: x\r\n" + ALICE + "\r\n" + rest);
      // Whatever the two sides think of where the body ends, nothing behind it is answered.
      proxy.sendOctets(head("GET /generic HTTP/1.1", "Host: x", ALICE));

      Response response = proxy.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.field("Connection")).isEqualTo("close");
      assertThat(proxy.isClosed()).isTrue();
    }
  }

  @Test
  void request_withTooMuchBody_isRefused() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      proxy.sendOctets(
          "POST /generic HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n"
              + "x".repeat(70_000));

      assertThat(proxy.read().status()).isEqualTo(400);
    }
    assertThat(directory.asked()).isZero();
  }

  @Test
  void request_withTooLongALine_isRefused() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      proxy.send("GET /generic?" + "x".repeat(40_000) + " HTTP/1.1", "Host: x");

      assertThat(proxy.read().status()).isEqualTo(414);
      assertThat(proxy.isClosed()).isTrue();
    }
  }

  @Test
  void request_withTooLargeAHead_isRefused() throws Exception {
    try (Wire proxy = Wire.to(start())) {
      proxy.send("GET /generic HTTP/1.1", "A: " + "x".repeat(35_000), "B: " + "x".repeat(35_000));

      assertThat(proxy.read().status()).isEqualTo(431);
      assertThat(proxy.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOT HTTP\r\n\r\n",
        "GET /generic HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /generic HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /generic HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n",
        "GET /generic HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
      })
  void request_thatIsNone_isRefusedAndClosed(String octets) throws Exception {
    try (Wire proxy = Wire.to(start())) {
      proxy.sendOctets(octets);

      assertThat(proxy.read().status()).isEqualTo(400);
      assertThat(proxy.isClosed()).isTrue();
    }
    assertThat(directory.asked()).isZero();
  }

  @Test
  void connection_oneMoreThanAllowed_isClosed() throws Exception {
    SocketAddress address = start(new Limits(2, 1024, 8192, 0), Timeouts.DEFAULT);
    try (Wire first = Wire.to(address);
        Wire second = Wire.to(address)) {
      assertThat(first.send("GET /generic HTTP/1.1", ALICE).read().status()).isEqualTo(200);
      assertThat(second.send("GET /generic HTTP/1.1", ALICE).read().status()).isEqualTo(200);
      try (Wire third = Wire.to(address)) {
        assertThat(third.isClosed()).isTrue();
      }
      assertThat(first.send("GET /generic HTTP/1.1", ALICE).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /generic HT", "GET /generic HTTP/1.1\r\nHost: x\r\n"})
  void connection_thatIsSlow_isClosedAtTheDeadline(String start) throws Exception {
    SocketAddress address = start(Limits.DEFAULT, timeouts(Duration.ofMillis(200), 60));
    try (Wire proxy = Wire.to(address)) {
      proxy.sendOctets(start);

      assertThat(proxy.isClosed()).isTrue();
    }
  }

  @Test
  void connection_idleForTooLong_isClosed() throws Exception {
    SocketAddress address = start(Limits.DEFAULT, timeouts(Duration.ofSeconds(30), 0));
    try (Wire proxy = Wire.to(address)) {
      assertThat(proxy.send("GET /generic HTTP/1.1", ALICE).read().status()).isEqualTo(200);

      assertThat(proxy.isClosed()).isTrue();
    }
  }

  @Test
  void decision_thatNeverComes_is503() throws Exception {
    directory.hold();
    SocketAddress address =
        start(
            Limits.DEFAULT,
            new Timeouts(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                Duration.ofSeconds(60)));
    try (Wire proxy = Wire.to(address)) {
      Response response = proxy.send("GET /generic HTTP/1.1", "Host: x", ALICE).read();

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.field("Retry-After")).isEqualTo("5");
    }
  }

  @Test
  void unixSocket_proxyThere_isBelieved() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("auth.sock"));
    start(EndpointSettings.on(address));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address.getPath())))
        .isEqualTo("rw-rw----");
    try (Wire proxy = Wire.to(address)) {
      assertThat(proxy.send("GET /generic HTTP/1.1", "Host: x", ALICE).read().status())
          .isEqualTo(200);
    }
    stop();
    assertThat(address.getPath()).doesNotExist();
  }

  @Test
  void tls_withItsCertificate_isSpoken() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    SocketAddress address =
        start(
            new EndpointSettings(
                List.of(loopback()),
                new EndpointSettings.Tls(certificate.chain(), certificate.key()),
                InetAddress::isLoopbackAddress,
                Limits.DEFAULT,
                Timeouts.DEFAULT));

    try (Wire proxy = Wire.over(certificate.connect((InetSocketAddress) address))) {
      assertThat(proxy.send("GET /generic HTTP/1.1", "Host: x", ALICE).read().status())
          .isEqualTo(200);
      assertThat(proxy.send("GET /generic HTTP/1.1", "Host: x", BOB).read().status())
          .isEqualTo(407);
    }
  }

  @Test
  void start_withAMissingCertificate_saysWhich() {
    EndpointSettings settings =
        new EndpointSettings(
            List.of(loopback()),
            new EndpointSettings.Tls(folder.resolve("no.pem"), folder.resolve("no.key")),
            InetAddress::isLoopbackAddress,
            Limits.DEFAULT,
            Timeouts.DEFAULT);

    assertThatThrownBy(() -> start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.pem");
  }

  @Test
  void start_atAnAddressInUse_isRefusedWhole() throws Exception {
    InetSocketAddress taken = (InetSocketAddress) start();
    UnixDomainSocketAddress free = UnixDomainSocketAddress.of(folder.resolve("auth.sock"));

    assertThatThrownBy(() -> start(EndpointSettings.on(free, taken)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(taken.getPort()));
    assertThat(free.getPath()).doesNotExist();
  }

  @Test
  void close_withAnOpenQuestion_answersItFirst() throws Exception {
    directory.hold();
    try (Wire busy = Wire.to(start());
        Wire idle = Wire.to(servers.get(0).addresses().get(0))) {
      busy.send("GET /generic HTTP/1.1", "Host: x", ALICE);
      directory.awaitWaiting(1);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(servers.get(0)::close);
      assertThat(idle.isClosed()).isTrue();

      directory.release(0);

      Response response = busy.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.field("Connection")).isEqualTo("close");
      closing.get(60, SECONDS);
    }
  }

  private SocketAddress start() throws IOException {
    return start(EndpointSettings.on(loopback()));
  }

  private SocketAddress start(Limits limits, Timeouts timeouts) throws IOException {
    return start(
        new EndpointSettings(
            List.of(loopback()), null, InetAddress::isLoopbackAddress, limits, timeouts));
  }

  private SocketAddress start(EndpointSettings settings) throws IOException {
    AuthEndpointServer server =
        AuthEndpointServer.start(settings, directory.gate(), ANSWERS, failure -> {});
    servers.add(server);
    return server.addresses().get(0);
  }

  private static Timeouts timeouts(Duration request, long keepAliveSeconds) {
    return new Timeouts(
        request,
        Duration.ofSeconds(keepAliveSeconds),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }
}
