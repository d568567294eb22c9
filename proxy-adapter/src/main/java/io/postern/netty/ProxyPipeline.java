package io.postern.netty;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import java.util.Map;

/**
 * The steps of a client's request: octets, heads that everybody reads alike, a decision, and then a
 * tunnel or a forwarding.
 */
final class ProxyPipeline extends ChannelInitializer<SocketChannel> {
  private final Map<?, Loop> loops;

  /**
   * Makes pipelines.
   *
   * @param loops by their event loops
   */
  ProxyPipeline(Map<?, Loop> loops) {
    this.loops = loops;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a channel on a foreign event loop");
    }
    Loop.configured(channel);
    ClientConnection client = new ClientConnection(loop, channel);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(client.decoder);
    pipeline.addLast(client);
    pipeline.addLast(new ProxyAuthHandler(client));
    pipeline.addLast(new ConnectHandler(client));
    pipeline.addLast(new ForwardHandler(client));
  }
}
