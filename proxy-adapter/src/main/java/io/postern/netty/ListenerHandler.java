package io.postern.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Stands on a listener. While descriptors are short, who connects is turned away at once, without a
 * word; without a descriptor even for that, the others wait in the kernel's queue for a moment.
 */
@Sharable
final class ListenerHandler extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 250;

  private final Setup setup;

  ListenerHandler(Setup setup) {
    this.setup = setup;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    Channel client = (Channel) accepted;
    if (setup.descriptors.hasRoomForClient() && setup.descriptors.take(1)) {
      setup.descriptors.giveWhenClosed(client);
      ctx.fireChannelRead(client);
    } else {
      client.unsafe().closeForcibly();
      setup.listener.connectionRefused();
      setup.descriptors.ranOut();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!Descriptors.areExhausted(cause)) {
      ctx.fireExceptionCaught(cause);
      return;
    }
    setup.descriptors.ranOut();
    // Whoever waits would have epoll tell so for ever.
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(
            () -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
