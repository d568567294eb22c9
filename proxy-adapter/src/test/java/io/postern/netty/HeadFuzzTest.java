package io.postern.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heads of any octets, through decoder, validator and writer: what is let through is the same
 * request to a strict reader, before and after, and in two pieces as in one.
 */
class HeadFuzzTest {
  private static final ProxySettings SETTINGS = ProxySettings.on();
  private static final HeadValidator VALIDATOR =
      new HeadValidator(SETTINGS.limits(), SETTINGS.name());
  private static final AuthGate GATE =
      new AuthGate(List.of(), Authorizer.EVERYONE, (request, client, decision, nanos) -> {});
  private static final Loop LOOP =
      new Loop(
          new Setup(
              SETTINGS,
              GATE,
              ProxyListener.NONE,
              Transport.NIO,
              new Names.Dns(Transport.NIO, List.of())),
          new DefaultEventLoop());

  /** What is written anew: what the others said of it says nothing. */
  private static final Set<String> OURS =
      Set.of("content-length", "expect", "host", "max-forwards", "transfer-encoding", "upgrade");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nVia: 1.1 b\r\n\r\n",
            "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n\u0016\u0003",
            "POST http://a:81 HTTP/1.1\r\nHost: a:81\r\nContent-Length: 3\r\n\r\nabc",
            "PUT http://a/ HTTP/1.1\r\nhost:a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding:"
                + " chunked\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
            "\r\nOPTIONS http://[::1] HTTP/1.0\r\nMax-Forwards: 7\r\nX: \u00e4\r\n\r\n",
            "GET /proxy.pac HTTP/1.1\r\nHost: proxy:3128\r\nAccept-Language: de\r\n\r\n",
            "GET ws://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, X\r\nUpgrade:"
                + " websocket\r\nX: 1\r\nExpect: 100-continue\r\nProxy-Authorization: Basic"
                + " YTpi\r\nTE: trailers\r\nRemote-User: root\r\nKeep-Alive: 5\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: a\r\nX: one\r\n two\r\n\r\n",
            "GET  http://a/ HTTP/1.1\nHost : a\r\n\n")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void head_anyOctets_isOneRequestToEveryReader(byte[] octets) {
    ReadHead read = read(octets, octets.length);
    if (isLetThrough(read)) {
      String text = new String(octets, ISO_8859_1);
      StrictHead strict = StrictHead.read(text);
      assertThat(strict).as(text).isNotNull();
      if (read instanceof RequestHead head) {
        check(head, strict);
      } else if (read instanceof ReadHead.OwnPage page) {
        assertThat(strict.method()).isEqualTo(page.method().name()).matches("GET|HEAD");
        assertThat(strict.target()).isEqualTo(page.path());
        assertThat(strict.bodyLength()).isLessThanOrEqualTo(0).isNotEqualTo(RequestHead.CHUNKED);
      }
    }
    // What is refused in the end may be refused early, as far as it has come.
    ReadHead inTwo = read(octets, (Arrays.hashCode(octets) >>> 1) % Math.max(1, octets.length));
    assertThat(isLetThrough(inTwo)).isEqualTo(isLetThrough(read));
    if (read instanceof RequestHead head && !head.isConnect()) {
      assertThat(rebuilt((RequestHead) inTwo)).isEqualTo(rebuilt(head));
    }
  }

  private static boolean isLetThrough(ReadHead read) {
    return read != null && !(read instanceof ReadHead.Refused);
  }

  private static void check(RequestHead head, StrictHead strict) {
    assertThat(head.method().name()).isEqualTo(strict.method());
    assertThat(head.uri()).isEqualTo(strict.target());
    assertThat(head.http10()).isEqualTo(strict.version().equals("1.0"));
    assertThat(head.contentLength()).isEqualTo(strict.bodyLength());
    assertThat(strict.values("Host")).hasSizeBetween(head.http10() ? 0 : 1, 1);
    if (head.isConnect()) {
      assertThat(head.hasBody()).isFalse();
      return;
    }
    assertThat(strict.target().toLowerCase(Locale.ROOT))
        .startsWith("http://" + head.authority().toLowerCase(Locale.ROOT));
    StrictHead sent = StrictHead.read(rebuilt(head));
    assertThat(sent).isNotNull();
    assertThat(sent.rest()).isEmpty();
    assertThat(sent.method()).isEqualTo(strict.method());
    assertThat(sent.version()).isEqualTo("1.1");
    assertThat(sent.values("Host")).containsExactly(head.authority());
    assertThat(sent.bodyLength()).isEqualTo(strict.bodyLength());
    assertThat(sent.values("Proxy-Authorization")).isEmpty();
    assertThat(sent.values("Connection")).isIn(List.of(), List.of("Upgrade"));
    for (StrictHead.Field field : sent.fields()) {
      assertThat(isOurs(field) || strict.fields().contains(field)).as(field.name()).isTrue();
    }
    String path = strict.target().substring("http://".length() + head.authority().length());
    assertThat(sent.target()).isIn(path, '/' + path, "*");
  }

  private static boolean isOurs(StrictHead.Field field) {
    return OURS.contains(field.name().toLowerCase(Locale.ROOT))
        || field.name().equals("Connection")
        || field.equals(new StrictHead.Field("Via", "1.1 " + SETTINGS.name()))
        || field.equals(new StrictHead.Field("Via", "1.0 " + SETTINGS.name()));
  }

  /** The first head, come in two pieces; null: there is no whole one. */
  private static ReadHead read(byte[] octets, int split) {
    EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(SETTINGS.limits(), () -> {}));
    try {
      channel.writeInbound(Unpooled.copiedBuffer(octets, 0, split));
      channel.writeInbound(Unpooled.copiedBuffer(octets, split, octets.length - split));
      HttpRequest request = channel.readInbound();
      return request == null ? null : VALIDATOR.validate(request);
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static String rebuilt(RequestHead head) {
    ByteBuf octets =
        ForwardedHead.request(
            LOOP, head.withoutCredentials(), null, UnpooledByteBufAllocator.DEFAULT);
    try {
      return octets.toString(ISO_8859_1);
    } finally {
      octets.release();
    }
  }
}
