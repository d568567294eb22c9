package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.Authorizer;
import io.postern.netty.Inbound.Share;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bandwidth on real sockets. A second's worth comes at once, and then no more than the rate: what
 * takes less than its time was not held, however slow the machine is.
 */
@Timeout(120)
class ThrottleTest {
  private static final int RATE = 400_000;

  /** What takes a second: the first half comes at once. */
  private static final int OCTETS = 2 * RATE;

  /** A second, without what two connections read last, which nobody waits for. */
  private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(600);

  private static final String BODY = "x".repeat(OCTETS);

  private final ExecutorService ends = Executors.newCachedThreadPool();

  private RecordingOrigin origin;
  private TunnelOrigin far;

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
    far = new TunnelOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    far.close();
    origin.close();
    ends.shutdown();
  }

  private RunningProxy proxy(Share share, Transport transport) throws IOException {
    return new RunningProxy(
        settings ->
            RunningProxy.tunnelsTo(far.port())
                .apply(settings)
                .with(new Inbound(List.of(), List.of(), false, share)),
        Authorizer.EVERYONE,
        transport);
  }

  private RunningProxy proxy() throws IOException {
    return proxy(new Share(0, 0, 0, RATE), TestedTransport.get());
  }

  private String request(String method, String fields) {
    String authority = origin.authority();
    return method + " http://" + authority + "/ HTTP/1.1\r\nHost: " + authority + "\r\n" + fields;
  }

  private static long nanos(Callable<?> work) throws Exception {
    long begun = System.nanoTime();
    work.call();
    return System.nanoTime() - begun;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void get_bodyOverTheLimit_comesAtTheRate(boolean perUser) throws Exception {
    Share share = perUser ? new Share(0, 0, 0, RATE) : new Share(0, 0, RATE, 0);
    origin.answer(request -> RecordingOrigin.response("HTTP/1.1 200 OK", BODY));
    try (RunningProxy proxy = proxy(share, TestedTransport.get());
        RawClient client = proxy.client()) {
      client.send(request("GET", ALICE + "\r\n"));

      assertThat(nanos(() -> assertThat(client.response().body()).isEqualTo(BODY)))
          .isGreaterThan(LEAST);
    }
  }

  @Test
  void post_bodyOverTheLimit_goesAtTheRate() throws Exception {
    try (RunningProxy proxy = proxy();
        RawClient client = proxy.client()) {
      String head = request("POST", ALICE + "Content-Length: " + OCTETS + "\r\n\r\n");
      ends.submit(() -> client.send(head + BODY));

      assertThat(nanos(client::response)).isGreaterThan(LEAST);
      assertThat(origin.request().text()).isEqualTo(BODY);
    }
  }

  @Test
  void get_manyShortBodies_haveTheRateTogether() throws Exception {
    String part = "x".repeat(RATE / 8);
    origin.answer(request -> RecordingOrigin.response("HTTP/1.1 200 OK", part));
    try (RunningProxy proxy = proxy()) {
      long took =
          nanos(
              () -> {
                for (int i = 0; i < 17; i++) {
                  try (RawClient client = proxy.client()) {
                    client.send(request("GET", ALICE + "\r\n"));
                    assertThat(client.response().body()).hasSameSizeAs(part);
                  }
                }
                return null;
              });

      assertThat(took).isGreaterThan(LEAST);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void connect_twoTunnelsOfOneUser_haveTheRateTogether(Transport transport) throws Exception {
    Share share = new Share(0, 0, 0, RATE);
    try (RunningProxy proxy = proxy(share, TestedTransport.working(transport));
        RawClient one = proxy.client();
        RawClient other = proxy.client()) {
      try (RawClient farOne = tunnel(one);
          RawClient farOther = tunnel(other)) {
        // Each direction has a bandwidth of its own.
        long took = nanos(() -> both(() -> carry(farOne, one), () -> carry(farOther, other)));
        assertThat(took).isGreaterThan(LEAST);
        took = nanos(() -> both(() -> carry(one, farOne), () -> carry(other, farOther)));
        assertThat(took).isGreaterThan(LEAST);
      }
    }
  }

  private RawClient tunnel(RawClient client) throws IOException {
    String authority = far.authority();
    client.send("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE);
    assertThat(client.send("\r\n").head()).contains(" 200 ");
    return far.accept();
  }

  private Object both(Callable<?> one, Callable<?> other) throws Exception {
    Future<?> first = ends.submit(one);
    other.call();
    return first.get();
  }

  /** Half of the octets; what is under way at the same time is the other half. */
  private Object carry(RawClient from, RawClient to) throws Exception {
    String half = BODY.substring(OCTETS / 2);
    Future<?> sent = ends.submit(() -> from.send(half));
    assertThat(to.read(half.length())).isEqualTo(half);
    return sent.get();
  }
}
