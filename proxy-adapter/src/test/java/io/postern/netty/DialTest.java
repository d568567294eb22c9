package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.gate.Authorizer;
import io.postern.netty.ProxySettings.Timeouts;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name with two addresses, the first of which is of no use (RFC 8305). */
@Timeout(120)
class DialTest {
  private static final List<InetAddress> ADDRESSES =
      List.of(address("127.0.0.2"), address("127.0.0.1"));

  private RecordingOrigin origin;
  private RunningProxy proxy;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Transport.best() != Transport.NIO, "elsewhere 127.0.0.2 is nobody's");
    origin = new RecordingOrigin();
    // An attempt has longer than the test: who waits for it fails.
    Timeouts patient =
        new Timeouts(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5));
    proxy =
        new RunningProxy(
            RunningProxy.with(patient),
            Authorizer.EVERYONE,
            TestedTransport.get(),
            settings -> (host, loop) -> loop.newSucceededFuture(ADDRESSES));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private String get() {
    String authority = "two.example:" + origin.port();
    return "GET http://" + authority + "/ HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE + "\r\n";
  }

  @Test
  void get_firstAddressRefuses_isAnsweredByTheNext() throws Exception {
    try (RawClient client = proxy.client()) {
      assertThat(client.send(get()).response().status()).isEqualTo(200);
    }
  }

  @Test
  void get_firstAddressIsSilent_isAnsweredByTheNextBesideIt() throws Exception {
    List<SocketChannel> queue = new ArrayList<>();
    InetSocketAddress silent = new InetSocketAddress(ADDRESSES.get(0), origin.port());
    try (ServerSocket full = new ServerSocket()) {
      full.bind(silent, 1);
      for (int i = 0; i < 8; i++) {
        SocketChannel waiting = SocketChannel.open();
        queue.add(waiting);
        waiting.configureBlocking(false);
        waiting.connect(silent);
      }
      try (RawClient client = proxy.client()) {
        assertThat(client.send(get()).response().status()).isEqualTo(200);
      }
    } finally {
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
    }
  }
}
