package io.postern.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.postern.gate.AuthRequest.Target;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and all that belongs to it: its clients, its origin connections, its clock. A
 * client and the origins that serve it share one loop, so nothing here needs a lock. Confined to
 * the loop.
 */
final class Loop {
  /** How often deadlines are looked at: none is kept more exactly than this. */
  private static final long TICK_MILLIS = 250;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  final Setup setup;
  final EventLoop executor;
  final OriginPool origins;
  final HeadWriter heads = new HeadWriter();
  final Refusals refusals;
  final Pipe.Pool pipes;

  /** For who has no limit of bandwidth. */
  final Throttle unthrottled = new Throttle(this, null, null, direction -> {});

  private final byte[] via;
  private final byte[] viaHttp10;
  private long now = System.nanoTime();
  private @Nullable ClientConnection first;
  private boolean stopping;

  Loop(Setup setup, EventLoop executor) {
    this.setup = setup;
    this.executor = executor;
    this.origins = new OriginPool(this);
    this.refusals = new Refusals(this);
    this.pipes = new Pipe.Pool(setup.descriptors);
    this.via = HeadWriter.fieldLine("Via", "1.1 " + setup.settings.name());
    this.viaHttp10 = HeadWriter.fieldLine("Via", "1.0 " + setup.settings.name());
  }

  void start() {
    executor.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The time at the last tick, on {@link System#nanoTime}'s clock: cheap, and exact enough. */
  long now() {
    return now;
  }

  /** Whether the proxy is being shut down: connections end with the request that is on them. */
  boolean isStopping() {
    return stopping;
  }

  /** Our line of Via (RFC 9110 §7.6.3), with the version that the message came in. */
  byte[] via(boolean http10) {
    return http10 ? viaHttp10 : via;
  }

  /**
   * Whether a parent proxy may be asked for this target: it finds the addresses of names by itself,
   * but addresses that are denied it does not get to hear.
   */
  boolean mayGoThroughParent(Target target) {
    List<InetAddress> known = Names.known(target.host());
    return known == null || known.stream().allMatch(setup.settings.destinations()::permits);
  }

  /** A channel to connect; null: there is no file descriptor for it. */
  @Nullable SocketChannel newOriginChannel(InetAddress to) {
    SocketChannel channel = newSocket(to);
    if (channel == null) {
      return null;
    }
    configure(channel);
    SocketChannelConfig config = channel.config();
    config.setAutoRead(false);
    config.setConnectTimeoutMillis((int) setup.settings.timeouts().connect().toMillis());
    return channel;
  }

  private @Nullable SocketChannel newSocket(InetAddress to) {
    if (!setup.descriptors.take(1) && !(origins.closeOne() && setup.descriptors.take(1))) {
      return null;
    }
    try {
      SocketChannel channel = setup.transport.newSocket(to);
      setup.descriptors.giveWhenClosed(channel);
      return channel;
    } catch (ChannelException none) {
      setup.descriptors.give(1);
      setup.descriptors.ranOut();
      return null;
    }
  }

  /** Configures a channel; Netty has turned Nagle's algorithm off already. */
  static void configure(DuplexChannel channel) {
    DuplexChannelConfig config = (DuplexChannelConfig) channel.config();
    config.setAllowHalfClosure(true);
    config.setWriteBufferWaterMark(WATER_MARK);
  }

  void add(ClientConnection client) {
    client.next = first;
    if (first != null) {
      first.previous = client;
    }
    first = client;
  }

  void remove(ClientConnection client) {
    if (client.next != null) {
      client.next.previous = client.previous;
    }
    if (client.previous != null) {
      client.previous.next = client.next;
    } else if (first == client) {
      first = client.next;
    }
    client.next = null;
    client.previous = null;
  }

  void forEach(Consumer<ClientConnection> action) {
    for (ClientConnection client = first; client != null; ) {
      ClientConnection following = client.next; // the action may remove the client
      action.accept(client);
      client = following;
    }
  }

  /** Lets every connection end with the request or tunnel that is on it. */
  void stop() {
    stopping = true;
    origins.close();
    forEach(ClientConnection::endIfIdle);
  }

  /** Ends what is left. */
  void end() {
    forEach(ClientConnection::shutdown);
    pipes.close();
  }

  private void tick() {
    now = System.nanoTime();
    forEach(client -> client.tick(now));
    origins.tick(now);
  }
}
