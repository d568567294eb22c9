package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.answer.ProxyError;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a parent proxy for a tunnel, on a connection that was made to it. Its refusal is ours to
 * explain: a challenge of the parent's is no business of the client's. Confined to its event loop.
 */
final class ParentTunnel extends ChannelInboundHandlerAdapter implements Dial.Caller {
  private static final AsciiString HOST = AsciiString.cached("Host");
  private static final AsciiString CREDENTIALS = AsciiString.cached("Proxy-Authorization");

  private final Loop loop;
  private final Admitted admitted;
  private final ParentProxy parent;
  private final Dial.Caller caller;
  private final ResponseDecoder decoder;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean over;

  ParentTunnel(Loop loop, Admitted admitted, ParentProxy parent, Dial.Caller caller) {
    this.loop = loop;
    this.admitted = admitted;
    this.parent = parent;
    this.caller = caller;
    this.decoder = new ResponseDecoder(loop.setup.settings.limits());
  }

  @Override
  public void connected(SocketChannel channel) {
    decoder.answersHead(true); // what follows a 2xx is the tunnel's
    channel.pipeline().addLast(decoder, this);
    channel.config().setAutoRead(true);
    long limit = loop.setup.settings.timeouts().connect().toMillis();
    deadline = loop.executor.schedule(() -> late(channel), limit, TimeUnit.MILLISECONDS);
    channel.writeAndFlush(request(channel), channel.voidPromise());
  }

  @Override
  public void failed(ProxyError error) {
    caller.failed(error);
  }

  private ByteBuf request(SocketChannel channel) {
    String target = admitted.head().target().toString();
    HeadWriter out = loop.heads.request("CONNECT", target).field(HOST, target);
    if (parent.credentials() != null) {
      out.field(CREDENTIALS, parent.credentials());
    }
    return out.field(loop.via(admitted.head().http10())).end(channel.alloc(), 0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    SocketChannel channel = (SocketChannel) ctx.channel();
    if (over || !(message instanceof HttpResponse response)) {
      ctx.fireChannelRead(message);
    } else if (response.decoderResult().isFailure()) {
      ReferenceCountUtil.release(response);
      refuse(channel, ProxyError.ORIGIN_BROKEN);
    } else if (response.status().code() / 100 == 2) {
      end();
      channel.config().setAutoRead(false);
      caller.connected(channel);
      ctx.pipeline().remove(decoder);
      ctx.pipeline().remove(this);
    } else if (response.status().code() >= 200) {
      refuse(channel, ProxyError.PARENT_REFUSED);
    }
  }

  /** A parent that ends its half before it has answered never will. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!over && event instanceof ChannelInputShutdownEvent) {
      refuse((SocketChannel) ctx.channel(), ProxyError.ORIGIN_CLOSED);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      refuse((SocketChannel) ctx.channel(), ProxyError.ORIGIN_CLOSED);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void late(SocketChannel channel) {
    if (!over) {
      refuse(channel, ProxyError.ORIGIN_TIMEOUT);
    }
  }

  private void refuse(SocketChannel channel, ProxyError error) {
    end();
    channel.close();
    caller.failed(error);
  }

  private void end() {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
