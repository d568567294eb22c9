package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client and an origin with nothing between them but octets: after CONNECT, or after a
 * WebSocket's upgrade. They are spliced where that can be, else relayed. Each direction ends for
 * itself; a reset of one side is a reset of the other. Confined to its event loop.
 */
final class Tunnel implements Turn, Throttle.Held {
  private static final ByteBuf ESTABLISHED =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes(
                  "HTTP/1.1 200 Connection established\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII)));

  private final ClientConnection client;
  private final SocketChannel origin;
  private final Admitted admitted;
  final Throttle throttle;
  private @Nullable SplicedSide spliced;
  private long received;
  private long sent;
  private boolean clientEnded;
  private boolean originEnded;
  private boolean over;

  private Tunnel(ClientConnection client, SocketChannel origin, Admitted admitted) {
    this.client = client;
    this.origin = origin;
    this.admitted = admitted.withoutFields();
    this.throttle = client.share.throttle(admitted, this);
  }

  static Tunnel between(ClientConnection client, SocketChannel origin, Admitted admitted) {
    return new Tunnel(client, origin, admitted);
  }

  /** Tells the client that the tunnel stands, and opens it. */
  void start() {
    client.channel.write(ESTABLISHED.duplicate(), client.channel.voidPromise());
    open();
  }

  /**
   * Opens it. What the origin's handlers still hold goes through when their owner removes them, so
   * that must be next.
   */
  void open() {
    client.begin(this);
    client.awaitTurn(client.timeouts().tunnelIdle());
    client.loop.setup.listener.tunnelOpened();
    client.channel.config().setAutoRead(false);
    origin.pipeline().addLast(new Relay(this, origin, client.channel, false));
    leaveHttp();
    client.channel.flush();
    origin.flush();
    throttle.moved(true, 0);
    throttle.moved(false, 0);
    // Netty may not be done with the event that brought us here.
    client.loop.executor.execute(this::join);
  }

  private void join() {
    if (over) {
      return;
    }
    if (canSplice()) {
      AbstractEpollStreamChannel from = (AbstractEpollStreamChannel) client.channel;
      AbstractEpollStreamChannel to = (AbstractEpollStreamChannel) origin;
      spliced = SplicedSide.join(this, from, to, client.loop.pipes);
    } else {
      read(client.channel, true);
      read(origin, false);
    }
  }

  /** All handlers give way to a relay; the decoder last, so that what came early goes through. */
  private void leaveHttp() {
    ChannelPipeline pipeline = client.channel.pipeline();
    pipeline.addLast(new Relay(this, client.channel, origin, true));
    pipeline.remove(ForwardHandler.class);
    pipeline.remove(ConnectHandler.class);
    pipeline.remove(ProxyAuthHandler.class);
    pipeline.remove(ClientHandler.class);
    client.leaveHttp();
  }

  private boolean canSplice() {
    return client.channel instanceof AbstractEpollStreamChannel
        && origin instanceof AbstractEpollStreamChannel
        && client.channel.pipeline().first() instanceof Relay
        && isQuiet(client.channel)
        && isQuiet(origin);
  }

  /** Whether a channel has nothing left to do for us. */
  private static boolean isQuiet(DuplexChannel channel) {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return channel.isActive()
        && !channel.isInputShutdown()
        && !channel.isOutputShutdown()
        && unsent != null
        && unsent.isEmpty();
  }

  private void read(DuplexChannel channel, boolean fromClient) {
    if (channel.isInputShutdown()) {
      // It ended while nobody listened.
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      channel.config().setAutoRead(!throttle.holds(fromClient));
    }
  }

  @Override
  public void resume(boolean fromClient) {
    DuplexChannel to = fromClient ? origin : client.channel;
    if (over) {
      return;
    }
    if (spliced != null) {
      spliced.resume();
    } else if (to.isWritable()) {
      read(fromClient ? client.channel : origin, fromClient);
    }
  }

  /** So many octets went through. */
  void moved(boolean fromClient, int octets) {
    if (fromClient) {
      received += octets;
    } else {
      sent += octets;
    }
    if (octets > 0) {
      client.awaitTurn(client.timeouts().tunnelIdle());
      throttle.moved(fromClient, octets);
    }
  }

  boolean hasEnded(boolean fromClient) {
    return fromClient ? clientEnded : originEnded;
  }

  /** One direction has ended, and that was passed on; both: the tunnel has. */
  void ended(boolean fromClient) {
    clientEnded |= fromClient;
    originEnded |= !fromClient;
    if (clientEnded && originEnded) {
      close("closed", false);
    }
  }

  /**
   * Ends both directions.
   *
   * @param reset so that both sides see that this was no proper end
   */
  void close(String why, boolean reset) {
    if (over) {
      return;
    }
    over = true;
    client.loop.setup.tunnelsPerUser.give(account()); // before anybody sees that it is over
    if (spliced != null) {
      spliced.leave();
    }
    close(client.channel, reset);
    close(origin, reset);
    client.closed();
    log(why);
    client.loop.setup.listener.tunnelClosed();
  }

  private static void close(DuplexChannel channel, boolean reset) {
    if (reset && channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }

  @Override
  public Admitted admitted() {
    return admitted;
  }

  @Override
  public void overdue() {
    close("idle", false);
  }

  @Override
  public void revoke(String why) {
    end(why);
  }

  @Override
  public void end(String why) {
    close(why, true);
  }

  private String account() {
    return admitted.decision().identity().account();
  }

  private void log(String why) {
    int status = admitted.head().isConnect() ? 200 : 101;
    client.loop.setup.listener.exchanged(
        admitted.exchange(client.client(), status, received, sent, why));
  }
}
