package io.postern.endpoint;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.postern.endpoint.EndpointSettings.Timeouts;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's clock. A request has until its deadline to arrive whole, counted from its first
 * octet, however slowly the others drip; between requests there is another, longer one. Whoever
 * misses one is closed. Confined to the event loop.
 */
final class Deadlines extends ChannelInboundHandlerAdapter {
  private final Timeouts timeouts;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ChannelHandlerContext context;
  private boolean idle = true;

  Deadlines(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    start(timeouts.request());
    idle = false; // the first octet is due as the others are
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object octets) {
    if (idle) {
      idle = false;
      start(timeouts.request());
    }
    ctx.fireChannelRead(octets);
  }

  /** The request is whole. */
  void requestComplete() {
    idle = false;
    stop();
  }

  /** The answer is being written. */
  void answering() {
    start(timeouts.write());
  }

  /** The answer is written, and the next request is awaited. */
  void answered() {
    start(timeouts.keepAlive());
    idle = true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  private void start(Duration limit) {
    stop();
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      timer = ctx.executor().schedule(() -> ctx.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
