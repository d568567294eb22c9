package io.postern.listen;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stands on a listener that may be unable to accept a connection, mostly for want of a file
 * descriptor. As epoll would tell of whoever waits for ever, they then wait in the kernel's queue
 * for a moment.
 */
@Sharable
public class AcceptPause extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 250;

  private final Consumer<? super Throwable> failed;

  /**
   * Makes one.
   *
   * @param failed hears each time why; called on the event loop
   */
  public AcceptPause(Consumer<? super Throwable> failed) {
    this.failed = failed;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed.accept(cause);
    ChannelConfig listener = ctx.channel().config();
    listener.setAutoRead(false);
    ctx.executor().schedule(() -> listener.setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
