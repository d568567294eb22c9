package io.postern.standalone.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sample site's pages: a greeting, {@code /headers} and {@code /upload}. One a connection. */
final class SampleSite extends SimpleChannelInboundHandler<HttpObject> {
  private @Nullable HttpRequest request;
  private long received;

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest head) {
      request = head;
      received = 0;
    }
    if (part instanceof HttpContent content) {
      received += content.content().readableBytes();
    }
    if (part instanceof LastHttpContent && request != null) {
      answer(context, request);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void answer(ChannelHandlerContext context, HttpRequest request) {
    boolean readable = request.decoderResult().isSuccess();
    boolean keepAlive = readable && HttpUtil.isKeepAlive(request);
    byte[] body = (readable ? text(request) : "?\n").getBytes(StandardCharsets.UTF_8);
    boolean head = request.method().name().equals("HEAD");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            readable ? status(request) : HttpResponseStatus.BAD_REQUEST,
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN + "; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static HttpResponseStatus status(HttpRequest request) {
    return switch (path(request)) {
      case "/", "/headers", "/upload" -> HttpResponseStatus.OK;
      default -> HttpResponseStatus.NOT_FOUND;
    };
  }

  private String text(HttpRequest request) {
    return switch (path(request)) {
      case "/" -> "You have reached the sample origin through the proxy.\n";
      case "/headers" -> fields(request);
      case "/upload" -> received + " octets received\n";
      default -> "There is no such page here; try /, /headers and /upload.\n";
    };
  }

  /** The request as it came: to see what a proxy took off and put on. */
  private static String fields(HttpRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(' ').append(request.uri()).append('\n');
    for (Map.Entry<String, String> field : request.headers()) {
      text.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
    }
    return text.toString();
  }

  private static String path(HttpRequest request) {
    String target = request.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
