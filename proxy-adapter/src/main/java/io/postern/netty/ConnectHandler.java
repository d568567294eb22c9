package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthRequest.Target;

/**
 * Answers CONNECT (RFC 9110 §9.3.6): 200 when the connection to the target stands, and from then on
 * a tunnel. What the client sends early waits undecoded and goes through the tunnel once.
 */
final class ConnectHandler extends ChannelInboundHandlerAdapter {
  private final ClientConnection client;
  private boolean connecting;

  ConnectHandler(ClientConnection client) {
    this.client = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof Admitted admitted && admitted.head().isConnect()) {
      connecting = true;
      connect(admitted);
    } else if (connecting) {
      ReferenceCountUtil.release(msg); // the end of a request without a body
    } else {
      ctx.fireChannelRead(msg);
    }
  }

  private void connect(Admitted admitted) {
    int port = admitted.head().target().port();
    if (!client.loop.setup.settings.connectPorts().contains(port)) {
      client.loop.refusals.refuse(client, admitted, ProxyError.PORT_DENIED, 0);
      return;
    }
    client.decoder().hold();
    client.awaitOthers();
    Target target = admitted.head().target();
    Route route = Route.to(target, client.loop.setup.settings.outbound().routes());
    Caller caller = new Caller(admitted);
    if (route.parent() == null) {
      Dial.start(client.loop, route, caller);
    } else if (client.loop.mayGoThroughParent(target)) {
      Dial.start(
          client.loop, route, new ParentTunnel(client.loop, admitted, route.parent(), caller));
    } else {
      caller.failed(ProxyError.DESTINATION_DENIED);
    }
  }

  private final class Caller implements Dial.Caller {
    private final Admitted admitted;

    Caller(Admitted admitted) {
      this.admitted = admitted;
    }

    @Override
    public void connected(SocketChannel origin) {
      String account = admitted.decision().identity().account();
      if (!client.channel.isActive()) {
        origin.close();
      } else if (client.loop.setup.tunnelsPerUser.take(account)) {
        Tunnel.between(client, origin, admitted).start();
      } else {
        origin.close();
        failed(ProxyError.TOO_MANY);
      }
    }

    @Override
    public void failed(ProxyError error) {
      if (client.channel.isActive()) {
        client.loop.refusals.refuse(client, admitted, error, 0);
      }
    }
  }
}
