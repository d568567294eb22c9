package io.postern.standalone.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Hears why the admin listener could not accept a connection, and says so once a minute. Netty's
 * acceptor, before it, has let the others wait for a second.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final Marker FAILED = MarkerFactory.getMarker("admin-accept-failed");
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  private long saidAt = System.nanoTime() - 2 * PAUSE;

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long now = System.nanoTime();
    if (now - saidAt > PAUSE) {
      saidAt = now;
      LOG.warn(
          FAILED,
          "the admin listener cannot accept a connection: {}; this is said once a minute",
          cause.getMessage());
    }
  }
}
