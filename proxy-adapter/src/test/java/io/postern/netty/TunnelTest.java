package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static io.postern.netty.RunningProxy.BOB;
import static io.postern.netty.RunningProxy.authorization;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.concurrent.Promise;
import io.postern.gate.Authorizer;
import io.postern.netty.RawClient.Response;
import io.postern.spi.Identity;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT, over real sockets. */
@Timeout(120)
class TunnelTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private final AtomicBoolean permitted = new AtomicBoolean(true);

  /** A thread for each end that blocks: the common pool may be one thread for all of them. */
  private final ExecutorService ends = Executors.newCachedThreadPool();

  private TunnelOrigin origin;
  private RunningProxy proxy;

  Transport transport() {
    return TestedTransport.get();
  }

  @BeforeEach
  void start() throws IOException {
    origin = new TunnelOrigin();
    Authorizer authorizer =
        (request, identity) -> new Authorizer.Permission(permitted.get(), "the test's");
    proxy = new RunningProxy(RunningProxy.tunnelsTo(origin.port()), authorizer, transport());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
    ends.shutdown();
  }

  private String connect(String... fields) {
    return connectTo(origin.authority(), fields);
  }

  private static String connectTo(String authority, String... fields) {
    return "CONNECT "
        + authority
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\n"
        + String.join("", fields)
        + "\r\n";
  }

  @Test
  void connect_allowed_carriesOctetsBothWays() throws Exception {
    try (RawClient client = proxy.client()) {
      assertThat(client.send(connect(ALICE)).head())
          .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
      try (RawClient side = origin.accept()) {
        client.send("ping");
        assertThat(side.read(4)).isEqualTo("ping");
        side.send("pong");
        assertThat(client.read(4)).isEqualTo("pong");
      }
    }
    Exchange exchange = proxy.exchange();
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.received()).isEqualTo(4);
    assertThat(exchange.sent()).isEqualTo(4);
  }

  @Test
  void connect_octetsInAdvance_arriveOnce() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE) + "GET / HTTP/1.1\r\n\r\nand more");
      assertThat(client.head()).contains(" 200 ");
      try (RawClient side = origin.accept()) {
        assertThat(side.read(26)).isEqualTo("GET / HTTP/1.1\r\n\r\nand more");
        client.endOutput();
        assertThat(side.rest()).isEmpty();
      }
    }
  }

  @Test
  void connect_octetsInAdvanceWhileTheDirectoryIsAsked_arriveOnce() throws Exception {
    proxy.directory.holds("carol");
    try (RawClient client = proxy.client()) {
      client.send(connect(authorization("carol", "secret"))).send("hello");
      client.endOutput();
      proxy.directory.held.get("carol").complete(ScriptedDirectory.authenticated("carol"));
      assertThat(client.head()).contains(" 200 ");
      try (RawClient side = origin.accept()) {
        assertThat(side.rest()).isEqualTo("hello");
        side.send("bye");
        side.endOutput();
        assertThat(client.rest()).isEqualTo("bye");
      }
    }
  }

  @Test
  void connect_refused_announcesTheEndAndServesNothingAfterIt() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(
          connect() + connect(ALICE) + "GET http://" + origin.authority() + "/ HTTP/1.1\r\n");
      Response answer = client.response();

      assertThat(answer.status()).isEqualTo(407);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(answer.field("Proxy-Connection")).isEqualTo("close");
      assertThat(answer.field("Content-Length")).isEqualTo("" + answer.body().length());
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void connect_otherPort_isDenied() throws Exception {
    try (RawClient client = proxy.client()) {
      Response answer = client.send(connectTo("127.0.0.1:25", ALICE)).response();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.field("Proxy-Status")).contains("details=\"port-denied\"");
    }
  }

  @Test
  void connect_nobodyThere_isBadGateway() throws Exception {
    origin.close();
    try (RawClient client = proxy.client()) {
      Response answer = client.send(connect(ALICE)).response();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.field("Proxy-Status")).contains("error=connection_refused");
    }
  }

  @Test
  void connect_withABody_isRefused() throws Exception {
    try (RawClient client = proxy.client()) {
      assertThat(client.send(connect(ALICE, "Content-Length: 5\r\n") + "hello").response().status())
          .isEqualTo(400);
    }
  }

  @Test
  void tunnel_clientEndsItsHalf_theOtherGoesOn() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        client.send("question");
        client.endOutput();
        assertThat(side.rest()).isEqualTo("question");
        side.send("answer");
        side.endOutput();
        assertThat(client.rest()).isEqualTo("answer");
      }
    }
    assertThat(proxy.exchange().reason()).isEqualTo("closed");
  }

  @Test
  void tunnel_originEndsItsHalf_theOtherGoesOn() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        side.send("greeting");
        side.endOutput();
        assertThat(client.rest()).isEqualTo("greeting");
        client.send("reply");
        client.endOutput();
        assertThat(side.rest()).isEqualTo("reply");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tunnel_resetByOneSide_isResetForTheOther(boolean byClient) throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        client.send("x");
        side.read(1);
        (byClient ? client : side).reset();

        assertThatThrownBy(() -> (byClient ? side : client).rest())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("reset");
      }
    }
    assertThat(proxy.exchange().reason()).isEqualTo("reset");
  }

  @Test
  void tunnel_muchBothWaysAtOnce_arrivesWhole() throws Exception {
    byte[] up = new byte[20_000_000];
    byte[] down = new byte[20_000_000];
    new Random(1).nextBytes(up);
    new Random(2).nextBytes(down);
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        CompletableFuture<Void> sending = send(client, up);
        CompletableFuture<Void> answering = send(side, down);
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> all(side), ends);

        assertThat(Arrays.equals(all(client), down)).isTrue();
        assertThat(Arrays.equals(received.get(), up)).isTrue();
        CompletableFuture.allOf(sending, answering).get();
      }
    }
    Exchange exchange = proxy.exchange();
    assertThat(List.of(exchange.received(), exchange.sent())).containsOnly(20_000_000L);
  }

  /** More than all buffers hold, to one who begins to read only when nothing goes any more. */
  @Test
  void tunnel_slowReader_getsAllAndHoldsTheSenderBack() throws Exception {
    byte[] down = new byte[32_000_000];
    new Random(3).nextBytes(down);
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        CompletableFuture<Void> answering = send(side, down);
        client.send("go").endOutput();
        assertThat(side.read(2)).isEqualTo("go");
        assertThat(answering).isNotDone(); // it cannot be, with nobody reading

        assertThat(Arrays.equals(all(client), down)).isTrue();
        answering.get();
      }
    }
  }

  @Test
  void tunnels_withAndWithoutOctets_leaveNoDescriptorBehind() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "only Linux lists descriptors");
    long before = pipes();
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RawClient client = proxy.client();
      open.add(client);
      client.send(connect(ALICE)).head();
      RawClient side = origin.accept();
      open.add(side);
      client.send("ping");
      assertThat(side.read(4)).isEqualTo("ping");
    }
    // One pipe an event loop has done for all of them: two descriptors each.
    assertThat(pipes() - before).isLessThan(50);
    for (RawClient end : open) {
      end.close();
    }
    proxy.close();
    assertThat(pipes()).isLessThanOrEqualTo(before);
  }

  private static long pipes() throws IOException {
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(TunnelTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void revoked_account_endsItsTunnelsOnly() throws Exception {
    try (RawClient alice = proxy.client();
        RawClient bob = proxy.client()) {
      alice.send(connect(ALICE)).head();
      try (RawClient toAlice = origin.accept()) {
        bob.send(connect(BOB)).head();
        try (RawClient toBob = origin.accept()) {
          proxy.server.revoked("alice", "account-disabled");

          assertThat(proxy.exchange().reason()).isEqualTo("account-disabled");
          assertThatThrownBy(alice::rest).isInstanceOf(IOException.class);
          assertThatThrownBy(toAlice::rest).isInstanceOf(IOException.class);
          bob.send("still here");
          assertThat(toBob.read(10)).isEqualTo("still here");
        }
      }
    }
  }

  @Test
  void revoked_whileTheTargetIsConnectedTo_getsNoTunnel() throws Exception {
    CompletableFuture<Promise<List<InetAddress>>> asked = new CompletableFuture<>();
    Names slow =
        (host, loop) -> {
          Promise<List<InetAddress>> answer = loop.newPromise();
          asked.complete(answer);
          return answer;
        };
    try (RunningProxy waiting =
            new RunningProxy(
                settings -> settings, Authorizer.EVERYONE, transport(), settings -> slow);
        RawClient client = waiting.client()) {
      client.send(connectTo("slow.example:443", ALICE));
      Promise<List<InetAddress>> answer = asked.get();

      waiting.server.revoked("alice", "account-disabled");

      assertThat(waiting.exchange().reason()).isEqualTo("account-disabled");
      assertThat(client.rest()).startsWith("HTTP/1.1 503 ").contains("account-changed");
      answer.setSuccess(List.of(InetAddress.getLoopbackAddress()));
    }
  }

  @Test
  void changed_identity_endsWhatIsNoLongerPermitted() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        proxy.server.changed(Identity.named("alice"));
        client.send("still here");
        assertThat(side.read(10)).isEqualTo("still here");

        permitted.set(false);
        proxy.server.changed(Identity.named("alice"));
        assertThat(proxy.exchange().reason()).isEqualTo("no-longer-permitted");
      }
    }
  }

  @Test
  void shutdown_openTunnel_isReported() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send(connect(ALICE)).head();
      try (RawClient side = origin.accept()) {
        assertThat(proxy.server.shutdown()).isEqualTo(new ForwardProxyServer.Leftover(0, 1));
        assertThat(proxy.exchange().reason()).isEqualTo("shutdown");
      }
    }
  }

  private CompletableFuture<Void> send(RawClient client, byte[] octets) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.send(octets).endOutput();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        ends);
  }

  private static byte[] all(RawClient client) {
    try {
      return client.restOctets();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the kernel says of a socket that was reset meanwhile must not reach the event loop. */
  @Test
  void tunnel_resetByTheOriginWhileTheClientEnds_endsAndHoldsUpNobody() throws Exception {
    for (int tunnel = 0; tunnel < 200; tunnel++) {
      try (RawClient client = proxy.client().send(connect(ALICE));
          RawClient side = origin.accept()) {
        assertThat(client.head()).contains(" 200 ");
        client.endOutput();
        side.reset();
        assertThat(proxy.exchange().status()).isEqualTo(200);
      }
    }
  }
}
