package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the head of a browser's request costs on its way through: read, judged, built anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class HeaderPath {
  private static final String HEAD =
      """
      GET http://www.corp.example.test/news/2026?page=2 HTTP/1.1
      Host: www.corp.example.test
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
      Accept-Language: de,en;q=0.5
      Accept-Encoding: gzip, deflate
      Proxy-Authorization: Basic dXNlcjpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=
      Connection: keep-alive
      Cookie: session=0123456789abcdef0123456789abcdef

      """;

  private final ByteBuf octets =
      Unpooled.directBuffer()
          .writeBytes(HEAD.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
  private final ProxySettings settings = ProxySettings.on();
  private final RequestDecoder decoder = new RequestDecoder(settings.limits(), () -> {});
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);
  private final HeadValidator validator = new HeadValidator(settings.limits(), settings.name());
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private @Nullable Loop loop;
  private @Nullable HttpRequest request;
  private @Nullable RequestHead head;

  @Setup(Level.Trial)
  public void read() {
    AuthGate gate =
        new AuthGate(
            List.of(),
            (question, identity) -> new Authorizer.Permission(true, "all"),
            (question, client, decision, nanos) -> {});
    Names names = new Names.Dns(Transport.NIO, List.of());
    loop =
        new Loop(
            new io.postern.netty.Setup(settings, gate, ProxyListener.NONE, Transport.NIO, names),
            new DefaultEventLoop());
    request = decoded();
    head = (RequestHead) validated();
  }

  @TearDown(Level.Trial)
  public void close() {
    channel.finishAndReleaseAll();
    octets.release();
  }

  @Benchmark
  public HttpRequest decoded() {
    channel.writeInbound(octets.retainedDuplicate());
    HttpRequest read = Objects.requireNonNull(channel.readInbound());
    ReferenceCountUtil.release(channel.readInbound()); // the end of a body that is none
    decoder.next();
    return read;
  }

  @Benchmark
  public Object validated() {
    return validator.validate(Objects.requireNonNull(request));
  }

  @Benchmark
  public boolean rebuilt() {
    return ForwardedHead.request(
            Objects.requireNonNull(loop), Objects.requireNonNull(head), null, allocator)
        .release();
  }
}
