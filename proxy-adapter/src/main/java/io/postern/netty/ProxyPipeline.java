package io.postern.netty;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a client's request: octets, heads that everybody reads alike, a decision, and then a
 * tunnel or a forwarding.
 */
final class ProxyPipeline extends ChannelInitializer<DuplexChannel> {
  /** What balancers add to a header is for those who know their words for it. */
  private static final int LONGEST_TLV = 4096;

  private final Map<?, Loop> loops;
  private final Predicate<@Nullable InetAddress> balancers;
  private final @Nullable TlsListener tls;

  /**
   * Makes pipelines.
   *
   * @param loops by their event loops
   * @param balancers whose connections begin with a PROXY protocol header; null: those who come by
   *     a Unix domain socket
   * @param tls null: clients connect without
   */
  ProxyPipeline(
      Map<?, Loop> loops, Predicate<@Nullable InetAddress> balancers, @Nullable TlsListener tls) {
    this.loops = loops;
    this.balancers = balancers;
    this.tls = tls;
  }

  @Override
  protected void initChannel(DuplexChannel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a channel on a foreign event loop");
    }
    Loop.configure(channel);
    ClientConnection client = new ClientConnection(loop, channel);
    ChannelPipeline pipeline = channel.pipeline();
    boolean behindBalancer = balancers.test(client.peer());
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
