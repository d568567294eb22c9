package io.postern.netty;

import static io.postern.netty.RunningProxy.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.gate.Authorizer;
import io.postern.netty.Inbound.Share;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Clients that come by a Unix domain socket. */
@Timeout(120)
class UnixListenerTest {
  @TempDir private Path folder;

  private Path file;
  private TunnelOrigin far;
  private RecordingOrigin origin;

  @BeforeAll
  static void needsEpoll() {
    assumeTrue(Transport.best() == Transport.EPOLL);
  }

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("proxy.sock");
    far = new TunnelOrigin();
    origin = new RecordingOrigin();
  }

  @AfterEach
  void stop() throws IOException {
    far.close();
    origin.close();
  }

  private RunningProxy proxy(Transport transport, Inbound inbound) throws IOException {
    return new RunningProxy(
        settings ->
            new ProxySettings(
                    List.of(UnixDomainSocketAddress.of(file)),
                    RunningProxy.tunnelsTo(far.port()).apply(settings).connectPorts(),
                    settings.destinations(),
                    settings.closed(),
                    settings.name(),
                    settings.changeUrl(),
                    settings.limits(),
                    settings.timeouts(),
                    settings.drain())
                .with(inbound),
        Authorizer.EVERYONE,
        transport);
  }

  private RunningProxy proxy() throws IOException {
    // Limits of an address hold for nobody here.
    Share share = new Share(1, 0, 1, 0);
    return proxy(Transport.EPOLL, new Inbound(List.of(), List.of(), false, share));
  }

  private String get() {
    String authority = origin.authority();
    return "GET http://" + authority + "/ HTTP/1.1\r\nHost: " + authority + "\r\n";
  }

  private String connect() {
    String authority = far.authority();
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  }

  /** A client that speaks over the file. */
  private final class Local implements AutoCloseable {
    private final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
    private final InputStream in = Channels.newInputStream(channel);

    Local() throws IOException {}

    Local send(String text) throws IOException {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      return this;
    }

    String read(int length) throws IOException {
      return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void get_overTheFile_isServedForItsOwnerAndGroup() throws Exception {
    try (RunningProxy proxy = proxy();
        Local one = new Local();
        Local other = new Local()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-rw----");
      assertThat(proxy.server.addresses()).isEmpty();
      assertThat(one.send(get() + "\r\n").head()).startsWith("HTTP/1.1 407 ");
      assertThat(other.send(get() + ALICE + "\r\n").head()).startsWith("HTTP/1.1 200 ");
      assertThat(other.read(5)).isEqualTo("hello");
      proxy.exchange();
      assertThat(proxy.exchange().client()).hasToString("-");
    }
    assertThat(file).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void connect_overTheFile_carriesOctetsAndEndsBothWays() throws Exception {
    String bulk = "x".repeat(1 << 20);
    try (RunningProxy proxy = proxy();
        Local client = new Local()) {
      assertThat(client.send(connect() + ALICE + "\r\nearly").head()).contains(" 200 ");
      try (RawClient side = far.accept()) {
        assertThat(side.read(5)).isEqualTo("early");
        Thread sender = new Thread(() -> sendUnchecked(side, bulk));
        sender.start();
        assertThat(client.read(bulk.length())).isEqualTo(bulk);
        sender.join();
        client.channel.shutdownOutput();
        assertThat(side.rest()).isEmpty();
        side.send("bye");
        side.endOutput();
        assertThat(client.read(4)).isEqualTo("bye");
      }
      assertThat(proxy.exchange().sent()).isEqualTo(bulk.length() + 3);
    }
  }

  private static void sendUnchecked(RawClient side, String text) {
    try {
      side.send(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void header_ofABalancerOnTheFile_namesTheClient() throws Exception {
    try (RunningProxy proxy =
            proxy(Transport.EPOLL, new Inbound(List.of(), List.of(), true, Share.ANY));
        Local balancer = new Local()) {
      balancer.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 3128\r\n" + get() + ALICE + "\r\n");

      assertThat(balancer.head()).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.exchange().client()).hasToString("192.0.2.7");
    }
  }

  @Test
  void start_onASocketThatADeadProcessLeft_replacesIt() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();
    try (RunningProxy proxy = proxy();
        Local client = new Local()) {
      assertThat(client.send(get() + ALICE + "\r\n").head()).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.exchange().status()).isEqualTo(200);
    }
  }

  @Test
  void start_onASocketThatIsAnswered_leavesIt() throws Exception {
    try (RunningProxy first = proxy()) {
      assertThatThrownBy(() -> proxy())
          .isInstanceOf(BindException.class)
          .hasMessageContaining("in use: " + file);
      try (Local client = new Local()) {
        assertThat(client.send(get() + ALICE + "\r\n").head()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(first.exchange().status()).isEqualTo(200);
    }
  }

  @Test
  void start_onAFileThatIsNoSocket_leavesIt() throws Exception {
    Files.writeString(file, "precious");

    assertThatThrownBy(() -> proxy())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("no socket: " + file);
    assertThat(file).hasContent("precious");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "EPOLL")
  void start_withoutEpoll_saysWhatIsMissing(Transport transport) {
    TestedTransport.working(transport);
    assertThatThrownBy(() -> proxy(transport, Inbound.DEFAULT))
        .isInstanceOf(BindException.class)
        .hasMessage("cannot listen on unix:" + file + ": that needs epoll, so Linux");
    assertThat(folder).isEmptyDirectory();
  }
}
