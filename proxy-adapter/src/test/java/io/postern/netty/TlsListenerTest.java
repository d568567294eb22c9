package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.netty.ProxySettings.Timeouts;
import io.postern.scripted.TestCertificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come with TLS. */
@Timeout(120)
class TlsListenerTest {
  @TempDir static Path folder;

  private static TestCertificate one;
  private static TestCertificate other;

  private RecordingOrigin origin;

  @BeforeAll
  static void certify() throws Exception {
    one = TestCertificate.make(folder, "one.test");
    other = TestCertificate.make(folder, "other.test");
  }

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
  }

  private static Inbound with(TestCertificate... certificates) {
    return new Inbound(
        Arrays.stream(certificates)
            .map(certificate -> new Inbound.Certificate(certificate.chain(), certificate.key()))
            .toList(),
        List.of(),
        false,
        Inbound.Share.ANY);
  }

  private static RunningProxy proxy(TestCertificate... certificates) throws IOException {
    return new RunningProxy(settings -> settings.with(with(certificates)));
  }

  private String get() {
    String host = origin.authority();
    return "GET http://" + host + "/ HTTP/1.1\r\nHost: " + host + "\r\n" + ALICE + "\r\n";
  }

  /** A client that trusts one certificate, and asks for a server by its name. */
  private static SSLSocket client(RunningProxy proxy, TestCertificate trusted, String name)
      throws Exception {
    SSLSocket socket = (SSLSocket) trusted.connect(proxy.address());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void requests_withTls_areForwarded() throws Exception {
    try (RunningProxy proxy = proxy(one);
        RawClient client = new RawClient(client(proxy, one, "one.test"))) {
      assertThat(client.send(get()).response().body()).isEqualTo("hello");
      assertThat(client.send(get()).response().body()).isEqualTo("hello");
    }
  }

  @Test
  void handshake_clientThatOffersHttp2_getsHttp11() throws Exception {
    try (RunningProxy proxy = proxy(one);
        SSLSocket socket = client(proxy, one, "one.test")) {
      socket.startHandshake();

      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void handshake_serverName_choosesTheCertificate() throws Exception {
    try (RunningProxy proxy = proxy(one, other);
        SSLSocket first = client(proxy, one, "one.test");
        SSLSocket second = client(proxy, other, "other.test");
        Socket unnamed = one.connect(proxy.address())) {
      first.startHandshake(); // each trusts its certificate only
      second.startHandshake();
      ((SSLSocket) unnamed).startHandshake();
    }
  }

  @Test
  void tunnel_eachHalfThatEnds_isEndedOnTheOtherSide() throws Exception {
    try (TunnelOrigin far = new TunnelOrigin();
        RunningProxy proxy =
            new RunningProxy(
                settings -> RunningProxy.tunnelsTo(far.port()).apply(settings).with(with(one)));
        RawClient client = new RawClient(client(proxy, one, "one.test"))) {
      String host = far.authority();
      client.send("CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n" + ALICE + "\r\nearly");
      try (RawClient side = far.accept()) {
        assertThat(client.head()).contains(" 200 ");
        client.send(" and late").endOutput();
        assertThat(side.rest()).isEqualTo("early and late");
        side.send("still here").endOutput();
        assertThat(client.rest()).isEqualTo("still here");
      }
    }
  }

  @Test
  void handshake_thatDoesNotCome_endsAtTheDeadline() throws Exception {
    Timeouts usual = Timeouts.DEFAULT;
    Timeouts impatient =
        new Timeouts(
            Duration.ofMillis(300),
            usual.keepAlive(),
            usual.connect(),
            usual.response(),
            usual.originIdle(),
            usual.idle(),
            usual.tunnelIdle(),
            usual.drain());
    try (RunningProxy proxy =
            new RunningProxy(
                settings -> RunningProxy.with(impatient).apply(settings).with(with(one)));
        RawClient client = proxy.client()) {
      assertThat(client.restOctets()).isEmpty();
    }
  }

  @Test
  void plainRequest_toTheTlsListener_isNotServed() throws Exception {
    try (RunningProxy proxy = proxy(one);
        RawClient client = proxy.client()) {
      client.send(get());

      assertThat(client.rest()).doesNotContain("HTTP/1.1 200");
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void reload_newCertificate_isShownToTheNextClient() throws Exception {
    Path chain = Files.copy(one.chain(), folder.resolve("live.pem"));
    Path key = Files.copy(one.key(), folder.resolve("live.key"));
    TestCertificate live = new TestCertificate(chain, key, one.store());
    try (RunningProxy proxy = proxy(live)) {
      try (SSLSocket before = client(proxy, one, "one.test")) {
        before.startHandshake();
        Files.copy(other.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
        proxy.server.reloadCertificates();
        RawClient goesOn = new RawClient(before);
        assertThat(goesOn.send(get()).response().status()).isEqualTo(200);
      }
      try (SSLSocket after = client(proxy, other, "other.test")) {
        after.startHandshake();
      }
      Files.writeString(key, "nonsense");
      assertThatThrownBy(proxy.server::reloadCertificates)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("live.key");
      try (SSLSocket still = client(proxy, other, "other.test")) {
        still.startHandshake();
      }
    }
  }

  @Test
  void handshake_clientThatTrustsAnother_breaks() throws Exception {
    try (RunningProxy proxy = proxy(one);
        SSLSocket client = client(proxy, other, "one.test")) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void start_keyOfAnotherCertificate_isAnIoExceptionThatNamesBoth() {
    TestCertificate mixed = new TestCertificate(one.chain(), folder.resolve("none.key"), null);

    assertThatThrownBy(() -> proxy(mixed).close()).isInstanceOf(IOException.class);
  }
}
