package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** Stands right behind the decoder and tells the connection what comes. */
final class ClientHandler extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(ClientHandler.class.getName());

  private final ClientConnection client;

  /** Whether a balancer's header is to come that says who the client is. */
  private final boolean behindBalancer;

  ClientHandler(ClientConnection client, boolean behindBalancer) {
    this.client = client;
    this.behindBalancer = behindBalancer;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    client.opened();
    if (!behindBalancer) {
      client.isFrom(client.peer());
    }
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    client.received(message);
    if (client.isDiscarding()) {
      client.discard(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      client.inputEnded();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    client.inputEnded();
    client.closed();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(client, cause);
  }

  /** A handler threw, or the channel broke. */
  static void failed(ClientConnection client, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      LOG.log(System.Logger.Level.ERROR, "a defect in the proxy; the connection is closed", cause);
    }
    client.channel.close();
  }
}
