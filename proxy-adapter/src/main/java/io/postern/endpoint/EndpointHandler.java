package io.postern.endpoint;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.Answer;
import io.postern.answer.HttpDate;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthGate;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One proxy's connection: reads a request, asks the gate, answers, and only then reads the next
 * one, so that answers are in order. Confined to the event loop.
 */
final class EndpointHandler extends ChannelInboundHandlerAdapter {
  private static final int LINGER_SECONDS = 1;
  private static final HttpDate DATE = new HttpDate(InstantSource.system());

  private final EndpointSettings settings;
  private final AuthGate gate;
  private final EndpointAnswers answers;
  private final Deadlines deadlines;
  private final BooleanSupplier closing;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private @Nullable HttpRequest request;
  private int bodyOctets;
  private boolean answering;
  private boolean proceeding;
  private boolean ending;

  EndpointHandler(
      EndpointSettings settings,
      AuthGate gate,
      EndpointAnswers answers,
      Deadlines deadlines,
      BooleanSupplier closing) {
    this.settings = settings;
    this.gate = gate;
    this.answers = answers;
    this.deadlines = deadlines;
    this.closing = closing;
  }

  /** Whether a request has begun that has no answer yet. */
  boolean isBusy() {
    return request != null || answering;
  }

  /** What comes while a request waits for its answer waits too, and no more is read. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ending) {
      ReferenceCountUtil.release(message);
    } else {
      waiting.add(message);
      proceed(ctx);
    }
  }

  private void proceed(ChannelHandlerContext ctx) {
    if (proceeding) {
      return;
    }
    proceeding = true;
    while (!answering && !waiting.isEmpty()) {
      Object message = waiting.poll();
      read(ctx, message);
      ReferenceCountUtil.release(message);
    }
    proceeding = false;
    ctx.channel().config().setAutoRead(waiting.isEmpty() || ending);
  }

  private void read(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest head) {
      request = head;
      bodyOctets = 0;
    }
    if (message instanceof HttpContent content) {
      bodyOctets += content.content().readableBytes();
    }
    HttpRequest whole = request;
    if (whole == null) {
      return; // the end of a connection on which a request was refused
    }
    ProxyError error = error(message);
    if (error != null) {
      refuse(ctx, whole, error);
    } else if (message instanceof LastHttpContent) {
      deadlines.requestComplete();
      answering = true;
      ask(ctx, whole);
    }
  }

  private @Nullable ProxyError error(Object message) {
    DecoderResult result =
        message instanceof HttpObject object ? object.decoderResult() : DecoderResult.SUCCESS;
    if (result.isFailure()) {
      return result.cause() instanceof TooLongHttpLineException
          ? ProxyError.URI_TOO_LONG
          : result.cause() instanceof TooLongHttpHeaderException
              ? ProxyError.HEAD_TOO_LARGE
              : ProxyError.BAD_REQUEST;
    }
    return bodyOctets > settings.limits().body() ? ProxyError.BAD_REQUEST : null;
  }

  private void ask(ChannelHandlerContext ctx, HttpRequest asked) {
    EndpointPath path = EndpointPath.of(asked.method(), asked.uri());
    if (path == null) {
      answer(ctx, asked, answers.notFound());
      return;
    }
    InetAddress peer = peer(ctx);
    OriginalRequest original =
        Fields.imitateOurs(asked.headers())
            ? null
            : OriginalRequest.of(path, asked, peer, settings.trusted());
    if (original == null) {
      refuse(ctx, asked, ProxyError.BAD_REQUEST);
      return;
    }
    decide(ctx, asked, path, original);
  }

  private void decide(
      ChannelHandlerContext ctx, HttpRequest asked, EndpointPath path, OriginalRequest original) {
    AuthRequest question = original.request();
    ConnectionAuth connection = new ConnectionAuth(original.client());
    Decision known = gate.decideNow(question, connection);
    if (known != null) {
      answer(ctx, asked, answers.to(path.dialect(), known, preferences(asked)));
      return;
    }
    gate.decideLater(question, connection)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(late(), settings.timeouts().decision().toMillis(), TimeUnit.MILLISECONDS)
        .thenAcceptAsync(
            decision ->
                answer(ctx, asked, answers.to(path.dialect(), decision, preferences(asked))),
            ctx.executor());
  }

  private static Decision late() {
    return new Decision.Unavailable(
        DecisionId.random(), null, new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE));
  }

  private void refuse(ChannelHandlerContext ctx, HttpRequest asked, ProxyError error) {
    EndpointPath path = EndpointPath.of(asked.method(), asked.uri());
    EndpointDialect dialect = path == null ? EndpointDialect.GENERIC : path.dialect();
    write(ctx, asked, answers.to(dialect, error, preferences(asked)), true);
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest asked, Answer answer) {
    write(ctx, asked, answer, mustClose(asked));
  }

  /**
   * A body that two readers could see the end of at different places would shift the answers of all
   * later requests, which are other users'. After a CONNECT, each of the two sides has its own idea
   * of what follows.
   */
  private boolean mustClose(HttpRequest asked) {
    return closing.getAsBoolean()
        || bodyOctets > 0
        || asked.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || asked.method().equals(HttpMethod.CONNECT)
        || !HttpUtil.isKeepAlive(asked);
  }

  private void write(ChannelHandlerContext ctx, HttpRequest asked, Answer answer, boolean close) {
    request = null;
    answering = true;
    deadlines.answering();
    ChannelFuture written = ctx.writeAndFlush(response(asked, answer, close));
    if (close) {
      ending = true;
      written.addListener(done -> end(ctx));
    } else {
      written.addListener(done -> next(ctx, done.isSuccess()));
    }
  }

  /**
   * A close while octets are unread resets the connection, and the proxy might lose the answer: so
   * the rest is read and thrown away until the proxy closes, or the deadline comes.
   */
  private void end(ChannelHandlerContext ctx) {
    boolean plain = ctx.pipeline().get(SslHandler.class) == null;
    if (plain && ctx.channel() instanceof DuplexChannel connection) {
      waiting.forEach(ReferenceCountUtil::release);
      waiting.clear();
      connection.shutdownOutput();
      connection.config().setAutoRead(true);
      ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    } else {
      ctx.close();
    }
  }

  private void next(ChannelHandlerContext ctx, boolean written) {
    if (written && !closing.getAsBoolean()) {
      answering = false;
      deadlines.answered();
      proceed(ctx);
    } else {
      ctx.close();
    }
  }

  private static FullHttpResponse response(HttpRequest asked, Answer answer, boolean close) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.DATE, DATE.now());
    for (Answer.Field field : answer.fields()) {
      headers.add(field.name(), field.value());
    }
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!asked.protocolVersion().isKeepAliveDefault()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  private static Preferences preferences(HttpRequest asked) {
    HttpHeaders headers = asked.headers();
    return Preferences.of(
        headers.get(HttpHeaderNames.ACCEPT), headers.get(HttpHeaderNames.ACCEPT_LANGUAGE));
  }

  private static @Nullable InetAddress peer(ChannelHandlerContext ctx) {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  /** A broken connection, or a TLS handshake that failed: the proxy's own log says more. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
