package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Takes the client's address from a balancer's PROXY protocol header, before anything else is read.
 * What is no such header breaks the connection.
 */
final class ProxyProtocolHandler extends SimpleChannelInboundHandler<HAProxyMessage> {
  private final ClientConnection client;

  ProxyProtocolHandler(ClientConnection client) {
    super(HAProxyMessage.class);
    this.client = client;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header)
      throws UnknownHostException {
    String source = header.sourceAddress();
    byte[] octets = source == null ? null : NetUtil.createByteArrayFromIpAddressString(source);
    // LOCAL and UNKNOWN name nobody: then it is the balancer itself, that looks whether we live.
    client.isFrom(octets == null ? client.peer() : InetAddress.getByAddress(octets));
    ctx.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable noHeader) {
    ctx.close();
  }
}
