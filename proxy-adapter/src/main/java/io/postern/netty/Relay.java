package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * One direction of a tunnel: what one side sends is written to the other, and read no faster than
 * the other takes it.
 */
final class Relay extends ChannelInboundHandlerAdapter {
  private final Tunnel tunnel;
  private final DuplexChannel from;
  private final DuplexChannel to;
  private final boolean client;

  Relay(Tunnel tunnel, DuplexChannel from, DuplexChannel to, boolean client) {
    this.tunnel = tunnel;
    this.from = from;
    this.to = to;
    this.client = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf octets) {
      tunnel.moved(client, octets.readableBytes());
      to.write(octets, to.voidPromise());
      if (!to.isWritable() || tunnel.throttle.holds(client)) {
        from.config().setAutoRead(false);
      }
    } else {
      ReferenceCountUtil.release(msg); // the end of the request that opened the tunnel
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    to.flush();
  }

  /** This side can take more again: the other one is read again. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (from.isWritable() && !tunnel.throttle.holds(!client)) {
      to.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> end());
    }
  }

  private void end() {
    HalfClose.output(to);
    tunnel.ended(client);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tunnel.close("closed", !tunnel.hasEnded(client));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tunnel.close("reset", true);
  }
}
