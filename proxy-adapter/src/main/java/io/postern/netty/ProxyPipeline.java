package io.postern.netty;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a client's request: octets, heads that everybody reads alike, a decision, and then a
 * tunnel or a forwarding.
 */
final class ProxyPipeline extends ChannelInitializer<SocketChannel> {
  /** What balancers add to a header is for those who know their words for it. */
  private static final int LONGEST_TLV = 4096;

  private final Map<?, Loop> loops;
  private final List<Cidr> balancers;
  private final @Nullable TlsListener tls;

  /**
   * Makes pipelines.
   *
   * @param loops by their event loops
   * @param balancers whose connections begin with a PROXY protocol header
   * @param tls null: clients connect without
   */
  ProxyPipeline(Map<?, Loop> loops, List<Cidr> balancers, @Nullable TlsListener tls) {
    this.loops = loops;
    this.balancers = balancers;
    this.tls = tls;
  }

  private boolean isBalancer(@Nullable InetAddress peer) {
    return peer != null && balancers.stream().anyMatch(block -> block.contains(peer));
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
    boolean behindBalancer = isBalancer(client.peer());
    if (behindBalancer) {
      pipeline.addLast(new HAProxyMessageDecoder(LONGEST_TLV, true));
      pipeline.addLast(new ProxyProtocolHandler(client));
    }
    if (tls != null) {
      pipeline.addLast(tls.handler(channel));
    }
    pipeline.addLast(client.decoder());
    pipeline.addLast(new ClientHandler(client, behindBalancer));
    pipeline.addLast(new ProxyAuthHandler(client));
    pipeline.addLast(new ConnectHandler(client));
    pipeline.addLast(new ForwardHandler(client));
  }
}
