package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.postern.netty.ProxySettings.Limits;
import io.postern.netty.RawClient.Response;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy that may have few files open. */
@Timeout(120)
class DescriptorsTest {
  private RecordingOrigin origin;
  private RecordingOrigin other;
  private TunnelOrigin far;

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
    other = new RecordingOrigin();
    far = new TunnelOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    far.close();
    other.close();
    origin.close();
  }

  private RunningProxy proxy(int descriptors) throws IOException {
    Limits usual = Limits.DEFAULT;
    Limits limits =
        new Limits(
            usual.connections(),
            usual.line(),
            usual.head(),
            usual.fields(),
            usual.idleOriginConnections(),
            usual.drainedBody(),
            descriptors);
    return new RunningProxy(
        settings -> RunningProxy.tunnelsTo(far.port()).apply(settings).with(limits));
  }

  private static String get(RecordingOrigin origin) {
    return "GET http://"
        + origin.authority()
        + "/ HTTP/1.1\r\nHost: "
        + origin.authority()
        + "\r\n"
        + ALICE
        + "\r\n";
  }

  private String connect() {
    String authority = far.authority();
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE + "\r\n";
  }

  @ParameterizedTest
  @CsvSource({"80, 70", "19681, 19425"})
  void hasRoomForClient_fewAreLeft_keepsThemForThoseWhoAreIn(int most, int forClients) {
    Descriptors descriptors = new Descriptors(most, ProxyListener.NONE);
    assertThat(descriptors.take(forClients - 1)).isTrue();
    assertThat(descriptors.hasRoomForClient()).isTrue();
    assertThat(descriptors.take(1)).isTrue();
    assertThat(descriptors.hasRoomForClient()).isFalse();
    assertThat(descriptors.take(most - forClients)).isTrue();
    assertThat(descriptors.take(1)).isFalse();
  }

  @Test
  void get_noDescriptorForTheOrigin_isUnavailableAndSaysSo() throws Exception {
    try (RunningProxy proxy = proxy(1);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        Response answer = client.send(get(origin)).response();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("Proxy-Status")).contains("details=\"out-of-descriptors\"");
        assertThat(answer.field("Retry-After")).isNotNull();
      }
      assertThat(proxy.outOfDescriptors.get()).isEqualTo(3);
    }
  }

  @Test
  void get_anotherOriginWaitsUnused_hasItsDescriptor() throws Exception {
    try (RunningProxy proxy = proxy(2);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(get(origin)).response().status()).isEqualTo(200);
        assertThat(client.send(get(other)).response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void connection_noDescriptorLeft_isClosedAtOnceUntilThereIsOne() throws Exception {
    try (RunningProxy proxy = proxy(2)) {
      try (RawClient client = proxy.client()) {
        assertThat(client.send(connect()).head()).contains(" 200 ");
        try (RawClient late = proxy.client()) {
          assertThat(late.rest()).isEmpty();
        }
        client.reset();
      }
      proxy.exchange();
      try (RawClient next = proxy.client()) {
        assertThat(next.send(get(origin)).response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void tunnel_noDescriptorsForAPipe_goesOnWhenThereAre() throws Exception {
    try (RunningProxy proxy = proxy(4);
        RawClient client = proxy.client()) {
      assertThat(client.send(connect()).head()).contains(" 200 ");
      try (RawClient side = far.accept()) {
        try (RawClient another = proxy.client()) {
          another.send("G");
          client.send("ping");
          if (proxy.server.transport() == Transport.EPOLL) {
            proxy.awaitOutOfDescriptors();
          }
        }
        assertThat(side.read(4)).isEqualTo("ping");
      }
    }
  }

  @Test
  void accept_withoutADescriptor_restsForAMomentAndSaysSo() throws Exception {
    AtomicInteger told = new AtomicInteger();
    ProxyListener listener =
        new ProxyListener() {
          @Override
          public void outOfDescriptors() {
            told.incrementAndGet();
          }
        };
    try (RunningProxy proxy = proxy(0)) {
      EmbeddedChannel channel = new EmbeddedChannel();
      channel.freezeTime();
      channel.pipeline().addLast(new ListenerHandler(proxy.setup(listener)));

      channel.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
      assertThat(channel.config().isAutoRead()).isFalse();
      assertThat(told).hasValue(1);

      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      assertThat(channel.config().isAutoRead()).isTrue();
      channel.checkException(); // nothing is left for the log
      channel.close();
    }
  }

  @Test
  void areExhausted_anyOtherFailure_isNone() {
    assertThat(Descriptors.areExhausted(new IOException("Connection reset"))).isFalse();
    assertThat(Descriptors.areExhausted(new IOException((String) null))).isFalse();
    assertThat(
            Descriptors.areExhausted(
                new IllegalStateException(
                    new io.netty.channel.unix.Errors.NativeIoException("accept", -24))))
        .isTrue();
  }
}
