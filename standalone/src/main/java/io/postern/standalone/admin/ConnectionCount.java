package io.postern.standalone.admin;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections beyond a maximum at once. Shared by all of them. */
@ChannelHandler.Sharable
final class ConnectionCount extends ChannelInboundHandlerAdapter {
  private final AtomicInteger open = new AtomicInteger();

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.channel().closeFuture().addListener(closed -> open.decrementAndGet());
    if (open.incrementAndGet() > AdminServer.MOST_CONNECTIONS) {
      context.close();
    } else {
      context.fireChannelActive();
    }
  }
}
