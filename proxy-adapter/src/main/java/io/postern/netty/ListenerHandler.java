package io.postern.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.postern.listen.AcceptPause;

/**
 * Stands on the proxy's listeners. While descriptors are short, who connects is turned away at
 * once, without a word; without a descriptor even for that, the others wait.
 */
final class ListenerHandler extends AcceptPause {
  private final Setup setup;

  ListenerHandler(Setup setup) {
    super(cause -> setup.descriptors.ranOut());
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
    if (Descriptors.areExhausted(cause)) {
      super.exceptionCaught(ctx, cause);
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
