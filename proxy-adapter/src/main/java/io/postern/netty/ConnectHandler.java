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
      refuse(admitted, ProxyError.PORT_DENIED, ProxyError.PORT_DENIED.label());
      return;
    }
    client.decoder().hold();
    client.awaitOthers();
    Target target = admitted.head().target();
    Loop loop = client.loop;
    dial(admitted, Route.to(target, loop.setup.settings.outbound().routes(), loop.now()));
  }

  private void dial(Admitted admitted, Route route) {
    Caller caller = new Caller(admitted, route);
    client.begin(caller); // whoever is revoked while we connect gets no tunnel
    if (route.parent() == null) {
      Dial.start(client.loop, route, caller);
    } else if (client.loop.mayGoThroughParent(admitted.head().target())) {
      Dial.start(
          client.loop, route, new ParentTunnel(client.loop, admitted, route.parent(), caller));
    } else {
      caller.failed(ProxyError.DESTINATION_DENIED);
    }
  }

  private void refuse(Admitted admitted, ProxyError error, String why) {
    client.loop.refusals.refuse(client, admitted, error, 0, why);
  }

  /** Who waits for the connection to the target. */
  private final class Caller implements Dial.Caller, Turn {
    private final Admitted admitted;
    private final Route route;

    Caller(Admitted admitted, Route route) {
      this.admitted = admitted;
      this.route = route;
    }

    @Override
    public void connected(SocketChannel origin) {
      String account = admitted.decision().identity().account();
      if (isOver()) {
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
      if (isOver()) {
        return;
      }
      Route other = route.otherwise(error, admitted.head().target(), client.loop);
      if (other == null) {
        refuse(admitted, error, error.label());
      } else {
        dial(admitted, other);
      }
    }

    /** Whether nobody waits any more. */
    private boolean isOver() {
      return client.turn() != this || !client.channel.isActive();
    }

    @Override
    public Admitted admitted() {
      return admitted;
    }

    @Override
    public void overdue() {
      end("overdue");
    }

    @Override
    public void revoke(String why) {
      refuse(admitted, ProxyError.ACCOUNT_CHANGED, why);
    }

    @Override
    public void end(String why) {
      client.loop.setup.listener.exchanged(admitted.exchange(client.client(), 0, 0, 0, why));
      client.abort();
    }
  }
}
