package io.postern.standalone.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import io.postern.answer.HttpDate;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection to the admin listener, one after the other: a worker with
 * one thread makes the answers, and nothing is read meanwhile. Confined to the connection's loop.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
  private static final HttpDate DATE = new HttpDate(InstantSource.system());
  private static final String BEARER = "Bearer ";

  private final AdminPages pages;
  private final Executor worker;

  /** Requests that have come and are not answered. */
  private int waiting;

  AdminHandler(AdminPages pages, Executor worker) {
    this.pages = pages;
    this.worker = worker;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    waiting++;
    context.channel().config().setAutoRead(false);
    boolean readable = request.decoderResult().isSuccess();
    boolean keepAlive = readable && HttpUtil.isKeepAlive(request);
    boolean head = request.method().equals(HttpMethod.HEAD);
    worker.execute(
        () -> {
          AdminAnswer answer = readable ? answer(context, request) : unreadable();
          FullHttpResponse response = response(answer, head);
          HttpUtil.setKeepAlive(response, keepAlive);
          context
              .writeAndFlush(response)
              .addListener(keepAlive ? sent -> answered(context) : ChannelFutureListener.CLOSE);
        });
  }

  private void answered(ChannelHandlerContext context) {
    waiting--;
    if (waiting == 0) {
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("admin connection ends: {}", cause.toString());
    context.close();
  }

  private AdminAnswer answer(ChannelHandlerContext context, HttpRequest request) {
    if (isForeignHost(context, request.headers().get(HttpHeaderNames.HOST))) {
      return AdminAnswer.text(421, "This listener answers on the loopback address only.\n");
    }
    HttpHeaders fields = request.headers();
    AdminRequest asked =
        new AdminRequest(
            request.method().name(),
            "",
            fields.get(HttpHeaderNames.ACCEPT),
            token(fields.get(HttpHeaderNames.AUTHORIZATION)));
    try {
      return pages.answer(asked, request.uri());
    } catch (RuntimeException defect) {
      LOG.error("an admin page failed: {}", asked, defect);
      return AdminAnswer.text(500, "This page failed; the log says why.\n");
    }
  }

  /**
   * Whether a name other than this host's own leads to the loopback address: a web site that had
   * its name point here, to have a browser read what it must not.
   */
  private static boolean isForeignHost(ChannelHandlerContext context, @Nullable String host) {
    boolean loopback =
        ((InetSocketAddress) context.channel().localAddress()).getAddress().isLoopbackAddress();
    if (!loopback || host == null) {
      return false;
    }
    int end = host.startsWith("[") ? host.indexOf(']') : host.lastIndexOf(':');
    String name = end < 0 ? host : host.substring(host.startsWith("[") ? 1 : 0, end);
    return !name.equalsIgnoreCase("localhost")
        && NetUtil.createByteArrayFromIpAddressString(name) == null;
  }

  private static @Nullable String token(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : null;
  }

  private static AdminAnswer unreadable() {
    return AdminAnswer.text(400, "This is not a request that HTTP allows.\n");
  }

  private static FullHttpResponse response(AdminAnswer answer, boolean head) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    response
        .headers()
        .set(HttpHeaderNames.DATE, DATE.now())
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff")
        .set(
            HttpHeaderNames.CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    if (answer.refreshSeconds() > 0) {
      response.headers().set("Refresh", answer.refreshSeconds());
    }
    return response;
  }
}
