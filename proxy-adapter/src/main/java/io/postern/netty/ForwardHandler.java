package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Forwards requests, one after the other. It stands last among the handlers of a client. */
final class ForwardHandler extends ChannelInboundHandlerAdapter {
  private final ClientConnection client;
  private @Nullable Forwarding current;

  ForwardHandler(ClientConnection client) {
    this.client = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof Admitted admitted) {
      receive(admitted);
    } else if (msg instanceof HttpContent content && current != null) {
      current.requestContent(content);
    } else {
      ReferenceCountUtil.release(msg);
    }
  }

  private void receive(Admitted admitted) {
    RequestHead head = admitted.head();
    if (head.method().equals(HttpMethod.OPTIONS) && head.maxForwards() == 0) {
      current = null;
      client.loop.refusals.options(client, admitted);
    } else {
      current = new Forwarding(client, admitted);
      current.start();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (current != null) {
      current.flushRequest();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (current != null && ctx.channel().isWritable()) {
      current.readOrigin();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ClientHandler.failed(client, cause);
  }
}
