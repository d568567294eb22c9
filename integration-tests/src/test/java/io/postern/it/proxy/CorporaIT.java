package io.postern.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.TlsIdentity;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.guard.Guard;
import io.postern.netty.DestinationRules;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.Inbound;
import io.postern.netty.ProxyListener;
import io.postern.netty.ProxySettings;
import io.postern.transport.TestedTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpora, replayed. The origin has a loopback address of its own that is not denied. */
@ExtendWith(Guard.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorporaIT {
  private static final InetAddress OPEN = address("127.77.0.1");

  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("corpora-proxy");

  @TempDir private static Path folder;

  private final List<String> reached = new ArrayList<>();
  private OriginRecorder origin;
  private ServerSocket canary;
  private FakeNameServer names;
  private ForwardProxyServer proxy;
  private ForwardProxyServer secure;

  @BeforeAll
  void start() throws IOException {
    origin = new OriginRecorder(OPEN);
    canary = new ServerSocket(0, 50, OPEN);
    Thread watch = new Thread(this::watchCanary, "canary");
    watch.setDaemon(true);
    watch.start();
    names = new FakeNameServer(CorporaIT::resolve);
    AuthGate gate =
        new AuthGate(
            List.of(new BasicScheme(new TwoUsers(), "corpora")),
            Authorizer.EVERYONE,
            (request, client, decision, nanos) -> {});
    proxy = ForwardProxyServer.start(settings(), gate, ProxyListener.NONE);
    Path chain = Files.writeString(folder.resolve("chain.pem"), IDENTITY.certificatePem());
    Path key = Files.writeString(folder.resolve("key.pem"), IDENTITY.keyPem());
    Inbound tls =
        new Inbound(
            List.of(new Inbound.Certificate(chain, key)), List.of(), false, Inbound.Share.ANY);
    secure = ForwardProxyServer.start(settings().with(tls), gate, ProxyListener.NONE);
  }

  private ProxySettings settings() {
    ProxySettings.Limits usual = ProxySettings.Limits.DEFAULT;
    return new ProxySettings(
            List.of(new InetSocketAddress(OPEN, 0)),
            Set.of(443, origin.port()),
            DestinationRules.of(
                List.of("loopback", "link-local", "private", "192.0.2.0/24"),
                List.of(OPEN.getHostAddress())),
            Set.of((InetSocketAddress) canary.getLocalSocketAddress()),
            "corpora-proxy",
            null,
            new ProxySettings.Limits(
                usual.connections(), usual.line(), usual.head(), usual.fields(), 0, 65536, 0),
            ProxySettings.Timeouts.DEFAULT,
            Duration.ZERO)
        .with(new ProxySettings.Outbound(List.of(names.address())))
        .with(TestedTransport.get());
  }

  @AfterAll
  void stop() throws IOException {
    proxy.close();
    secure.close();
    names.close();
    canary.close();
    origin.close();
  }

  static List<Arguments> everything() {
    List<Arguments> all = new ArrayList<>();
    for (String corpus : List.of("llhttp", "netty", "trafficserver", "targets", "hop-by-hop")) {
      for (Delivery delivery : Delivery.values()) {
        all.add(Arguments.of(corpus, delivery, false));
        all.add(Arguments.of(corpus, delivery, true));
      }
    }
    return all;
  }

  @ParameterizedTest(name = "{0}, {1}, TLS: {2}")
  @MethodSource("everything")
  void replay_corpus_asItsVerdictsSay(String corpus, Delivery delivery, boolean tls)
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> faults = new ArrayList<>();
    for (Stream stream : Stream.of(corpus)) {
      byte[] octets = stream.octets(placeholders(tls));
      Answers answers = Answers.of(exchange(octets, delivery, random, tls));
      List<OriginRecorder.Seen> seen = origin.take(faults);
      faults.addAll(new Judge(stream, answers, seen, authority()).faults());
    }
    synchronized (reached) {
      faults.addAll(reached);
    }
    assertThat(faults).as("seed %d", seed).isEmpty();
  }

  /** Sends, ends its half, and reads to the end. */
  private byte[] exchange(byte[] octets, Delivery delivery, Random random, boolean tls)
      throws IOException {
    InetSocketAddress address = listener(tls);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (Socket socket = sockets(tls).createSocket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  delivery.send(octets, socket.getOutputStream(), random);
                  socket.shutdownOutput();
                } catch (IOException refused) {
                  // the proxy has closed: what it said counts
                }
              });
      try {
        socket.getInputStream().transferTo(got);
      } catch (SocketException | SSLException reset) {
        // an end as well
      }
      sending.join();
    }
    return got.toByteArray();
  }

  private InetSocketAddress listener(boolean tls) {
    return (tls ? secure : proxy).addresses().get(0);
  }

  private SocketFactory sockets(boolean tls) {
    return tls ? Trusting.only(IDENTITY.certificate()) : SocketFactory.getDefault();
  }

  private String authority() {
    return OPEN.getHostAddress() + ':' + origin.port();
  }

  private Map<String, String> placeholders(boolean tls) {
    String host = OPEN.getHostAddress();
    String closed = host + ':' + canary.getLocalPort();
    return Map.of(
        "H",
        authority(),
        "HOST",
        host,
        "A",
        authorization("alice", "secret"),
        "A2",
        authorization("bob", "secret"),
        "ABAD",
        authorization("alice", "wrong"),
        "PROXY",
        host + ':' + listener(tls).getPort(),
        "ADMIN",
        closed,
        "LDAP",
        closed,
        "EVIL",
        closed,
        "VIA",
        "corpora-proxy");
  }

  private static String authorization(String user, String password) {
    return "Proxy-Authorization: "
        + BasicScheme.fieldValue(
            user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  private void watchCanary() {
    try {
      while (true) {
        canary.accept().close();
        synchronized (reached) {
          reached.add("a closed address was reached");
        }
      }
    } catch (IOException closed) {
      // by stop()
    }
  }

  /** Names that lead where no client may go. */
  private static InetAddress resolve(String name) {
    return switch (name) {
      case "metadata.google.internal" -> address("169.254.169.254");
      case "127.0.0.1.nip.io", "rebind.test" -> address("127.0.0.1");
      default -> null;
    };
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
