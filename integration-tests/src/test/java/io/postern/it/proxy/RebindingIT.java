package io.postern.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.netty.DestinationRules;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.ProxyListener;
import io.postern.netty.ProxySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A name that leads to an open address or to a closed one, as it comes, and is never to be kept.
 */
@Timeout(120)
class RebindingIT {
  private static final int TRIES = 1_000;

  private enum Answer {
    SERVED,
    REFUSED
  }

  private final Random turns = new Random();
  private final AtomicInteger hits = new AtomicInteger();
  private final InetAddress open = InetAddress.getByName("127.77.0.1");
  private final InetAddress closed = InetAddress.getByName("127.0.0.1");

  private ServerSocket origin;
  private ServerSocket canary;
  private FakeNameServer names;
  private ForwardProxyServer proxy;

  RebindingIT() throws IOException {}

  @BeforeEach
  void start() throws IOException {
    canary = new ServerSocket(0, 100, closed);
    origin = new ServerSocket(canary.getLocalPort(), 100, open);
    accept(canary, hits);
    accept(origin, new AtomicInteger());
    names = new FakeNameServer(name -> turns.nextBoolean() ? open : closed);
    ProxySettings.Limits usual = ProxySettings.Limits.DEFAULT;
    ProxySettings settings =
        new ProxySettings(
                List.of(new InetSocketAddress(closed, 0)),
                Set.of(canary.getLocalPort()),
                DestinationRules.of(List.of("loopback"), List.of(open.getHostAddress())),
                Set.of(),
                "test-proxy",
                null,
                new ProxySettings.Limits(
                    usual.connections(), usual.line(), usual.head(), usual.fields(), 0, 0, 0),
                ProxySettings.Timeouts.DEFAULT,
                Duration.ZERO)
            .with(new ProxySettings.Outbound(List.of(names.address())));
    AuthGate gate =
        new AuthGate(
            List.of(new BasicScheme(new TwoUsers(), "test")),
            Authorizer.EVERYONE,
            (request, client, decision, nanos) -> {});
    proxy = ForwardProxyServer.start(settings, gate, ProxyListener.NONE);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    names.close();
    canary.close();
    origin.close();
  }

  @Test
  void name_thatIsRebound_neverLeadsToAClosedAddress() throws IOException {
    Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
    for (int i = 0; i < TRIES; i++) {
      answers.merge(ask("rebind" + i % 7 + ".test", i % 2 == 0), 1, Integer::sum);
    }
    assertThat(hits).hasValue(0);
    assertThat(answers.get(Answer.SERVED)).isPositive();
    assertThat(answers.get(Answer.REFUSED)).isPositive();
  }

  private Answer ask(String host, boolean connect) throws IOException {
    String authority = host + ':' + canary.getLocalPort();
    String line = connect ? "CONNECT " + authority : "GET http://" + authority + "/";
    InetSocketAddress address = proxy.addresses().get(0);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(60_000);
      String request =
          line
              + " HTTP/1.1\r\nHost: "
              + authority
              + "\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(status).isIn("HTTP/1.1 200", "HTTP/1.1 403");
      return status.endsWith("200") ? Answer.SERVED : Answer.REFUSED;
    }
  }

  /** Counts connections, and answers one request on each. */
  private static void accept(ServerSocket server, AtomicInteger count) {
    Thread thread =
        new Thread(
            () -> {
              byte[] answer =
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII);
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  count.incrementAndGet();
                  socket.setSoTimeout(60_000);
                  socket.getInputStream().read(new byte[4096]);
                  socket.getOutputStream().write(answer);
                } catch (IOException over) {
                  continue; // a tunnel that nobody used, or stop()
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
