package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client and an origin with nothing between them but octets: after CONNECT, or after a
 * WebSocket's upgrade. Each direction ends for itself; a reset of one side is a reset of the other.
 * Confined to its event loop.
 */
final class Tunnel implements Turn {
  private static final ByteBuf ESTABLISHED =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(
              "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

  private final ClientConnection client;
  private final SocketChannel origin;
  private final Admitted admitted;
  private final Relay fromClient;
  private final Relay fromOrigin;
  private boolean over;

  private Tunnel(ClientConnection client, SocketChannel origin, Admitted admitted) {
    this.client = client;
    this.origin = origin;
    this.admitted = admitted;
    this.fromClient = new Relay(this, client.channel, origin);
    this.fromOrigin = new Relay(this, origin, client.channel);
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
    progress();
    client.loop.setup.listener.tunnelOpened();
    client.channel.config().setAutoRead(false);
    origin.pipeline().addLast(fromOrigin);
    ChannelPipeline pipeline = client.channel.pipeline();
    pipeline.addLast(fromClient);
    pipeline.remove(ForwardHandler.class);
    pipeline.remove(ConnectHandler.class);
    pipeline.remove(ProxyAuthHandler.class);
    pipeline.remove(ClientHandler.class);
    pipeline.remove(client.decoder);
    client.channel.flush();
    origin.flush();
    read(client.channel);
    read(origin);
  }

  private static void read(SocketChannel channel) {
    if (channel.isInputShutdown()) {
      // It ended while nobody listened.
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      channel.config().setAutoRead(true);
    }
  }

  /** Something moved. */
  void progress() {
    client.awaitTurn(idle());
  }

  /** One direction has ended; both: the tunnel has. */
  void ended() {
    if (fromClient.isEnded() && fromOrigin.isEnded()) {
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
    close(client.channel, reset);
    close(origin, reset);
    client.loop.setup.tunnelsPerUser.give(account());
    client.closed();
    log(why);
    client.loop.setup.listener.tunnelClosed();
  }

  private static void close(SocketChannel channel, boolean reset) {
    if (reset && channel.isActive()) {
      channel.config().setSoLinger(0);
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
  public void end(String why) {
    close(why, true);
  }

  private Duration idle() {
    return client.loop.setup.settings.timeouts().tunnelIdle();
  }

  private String account() {
    return admitted.decision().identity().account();
  }

  private void log(String why) {
    int status = admitted.head().isConnect() ? 200 : 101;
    client.loop.setup.listener.exchanged(
        admitted.exchange(client.client(), status, fromClient.moved(), fromOrigin.moved(), why));
  }
}
