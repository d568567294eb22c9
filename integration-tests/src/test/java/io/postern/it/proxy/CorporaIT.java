package io.postern.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.netty.DestinationRules;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.ProxyListener;
import io.postern.netty.ProxySettings;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The corpora, replayed. The origin has a loopback address of its own that is not denied. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorporaIT {
  private static final InetAddress OPEN = address("127.77.0.1");

  private final List<String> reached = new ArrayList<>();
  private OriginRecorder origin;
  private ServerSocket canary;
  private FakeNameServer names;
  private ForwardProxyServer proxy;

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
                usual.connections(), usual.line(), usual.head(), usual.fields(), 0, 65536),
            ProxySettings.Timeouts.DEFAULT,
            Duration.ZERO)
        .with(new ProxySettings.Outbound(List.of(names.address())));
  }

  @AfterAll
  void stop() throws IOException {
    proxy.close();
    names.close();
    canary.close();
    origin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "llhttp, WHOLE",
    "llhttp, OCTET_BY_OCTET",
    "llhttp, IN_PIECES",
    "netty, WHOLE",
    "netty, OCTET_BY_OCTET",
    "netty, IN_PIECES",
    "trafficserver, WHOLE",
    "trafficserver, OCTET_BY_OCTET",
    "trafficserver, IN_PIECES",
    "targets, WHOLE",
    "targets, OCTET_BY_OCTET",
    "targets, IN_PIECES",
    "hop-by-hop, WHOLE",
    "hop-by-hop, OCTET_BY_OCTET",
    "hop-by-hop, IN_PIECES",
  })
  void replay_corpus_asItsVerdictsSay(String corpus, Delivery delivery) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> faults = new ArrayList<>();
    for (Stream stream : Stream.of(corpus)) {
      byte[] octets = stream.octets(placeholders());
      Answers answers = Answers.of(exchange(octets, delivery, random));
      List<OriginRecorder.Seen> seen = origin.take(faults);
      faults.addAll(new Judge(stream, answers, seen).faults());
    }
    synchronized (reached) {
      faults.addAll(reached);
    }
    assertThat(faults).as("seed %d", seed).isEmpty();
  }

  /** Sends, ends its half, and reads to the end. */
  private byte[] exchange(byte[] octets, Delivery delivery, Random random) throws IOException {
    InetSocketAddress address = proxy.addresses().get(0);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(12_000);
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
      } catch (java.net.SocketException reset) {
        // an end as well
      }
      sending.join();
    }
    return got.toByteArray();
  }

  private Map<String, String> placeholders() {
    String host = OPEN.getHostAddress();
    String closed = host + ':' + canary.getLocalPort();
    return Map.of(
        "H",
        host + ':' + origin.port(),
        "HOST",
        host,
        "A",
        authorization("alice", "secret"),
        "A2",
        authorization("bob", "secret"),
        "ABAD",
        authorization("alice", "wrong"),
        "PROXY",
        host + ':' + proxy.addresses().get(0).getPort(),
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

  /** alice and bob, both with the password "secret". */
  private static final class TwoUsers implements Directory {
    @Override
    public Verdict known(UserPass userPass) {
      boolean exists = Set.of("alice", "bob").contains(userPass.userId());
      String password = new String(userPass.password(), StandardCharsets.UTF_8);
      return exists && password.equals("secret")
          ? new Verdict.Authenticated(Identity.named(userPass.userId()), Evidence.NONE)
          : new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE);
    }

    @Override
    public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
      userPass.close();
      return CompletableFuture.completedStage(known(userPass));
    }
  }
}
