package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import io.postern.netty.Patience.For;
import io.postern.netty.ProxySettings.Timeouts;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: who it is, whose turn it is, how long anything may take, and how it
 * ends. Its {@link ClientHandler} tells it what comes. Confined to its event loop.
 */
final class ClientConnection {
  final Loop loop;
  final DuplexChannel channel;
  final ClientShare share;

  @Nullable ClientConnection previous;
  @Nullable ClientConnection next;

  private @Nullable RequestDecoder decoder;
  private @Nullable Turn turn;
  private @Nullable OriginConnection pinned;
  private final Patience patience = new Patience();
  private boolean requestComplete = true;
  private boolean discarding;
  private boolean leaving;
  private int discarded;
  private ConnectionAuth auth;

  ClientConnection(Loop loop, DuplexChannel channel) {
    this.loop = loop;
    this.channel = channel;
    this.share = new ClientShare(loop);
    this.auth = new ConnectionAuth(new Client(peer()));
    this.decoder = new RequestDecoder(loop.setup.settings.limits(), this::headStarted);
  }

  RequestDecoder decoder() {
    return Objects.requireNonNull(decoder);
  }

  /** No request comes any more: ten thousand idle tunnels need not keep what reads them. */
  void leaveHttp() {
    channel.pipeline().remove(decoder());
    decoder = null;
  }

  @Nullable Turn turn() {
    return turn;
  }

  Client client() {
    return auth.client();
  }

  ConnectionAuth auth() {
    return auth;
  }

  /** Who has connected to us: the client, or a balancer for it; null on a Unix domain socket. */
  @Nullable InetAddress peer() {
    return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
  }

  /** Hears whose connection it is; until then nothing of it is read. */
  void isFrom(@Nullable InetAddress address) {
    auth = new ConnectionAuth(new Client(address));
    if (address != null && !share.take(address)) {
      loop.setup.listener.connectionRefused();
      loop.refusals.refuse(this, ProxyError.OVERLOADED);
    }
  }

  /** The origin connection that nobody but this client may use, if it leads there. */
  @Nullable OriginConnection takePinned(Route route) {
    OriginConnection connection = pinned;
    pinned = null;
    if (connection == null || (connection.isOpen() && connection.route().equals(route))) {
      return connection;
    }
    connection.close();
    return null;
  }

  /** Keeps an origin connection for the next request of this client. */
  void pinned(OriginConnection connection) {
    if (channel.isActive() && !leaving) {
      pinned = connection;
    } else {
      connection.close();
    }
  }

  // --- turns

  /** The next step is somebody's who has a deadline of their own. */
  void awaitOthers() {
    patience.awaitOthers();
  }

  void begin(Turn turn) {
    this.turn = turn;
  }

  /** The turn ends if its next step does not come within this time. */
  void awaitTurn(Duration limit) {
    await(For.TURN, limit);
  }

  /** The turn's answer is out, all but flushed: what is left of its request is thrown away. */
  void turnOver() {
    turn = null;
    if (requestComplete) {
      nextRequest();
    } else {
      discarding = true;
      discarded = 0;
      await(For.REST, timeouts().drain());
      decoder().release();
    }
  }

  private void nextRequest() {
    discarding = false;
    if (loop.isStopping()) {
      leave();
      return;
    }
    await(For.NEXT_REQUEST, timeouts().keepAlive());
    decoder().release();
    decoder().next();
  }

  /** Whether the whole request is here. */
  boolean isRequestComplete() {
    return requestComplete;
  }

  private void headStarted() {
    await(For.HEAD, timeouts().head());
  }

  // --- the end

  /**
   * Closes so that the last answer arrives: half at first, then reading on for a bounded time and
   * size. A close with octets unread would be a reset, and the answer lost (RFC 9112 §9.6). Octets
   * that come now are never a request (RFC 9931).
   */
  void leave() {
    if (leaving) {
      return;
    }
    leaving = true;
    turn = null;
    await(For.FAREWELL, timeouts().idle());
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> closeOutput());
    discarded = 0;
    channel.pipeline().remove(decoder());
    channel.config().setAutoRead(true);
  }

  private void closeOutput() {
    if (channel.isInputShutdown()) {
      channel.close();
    } else {
      await(For.FAREWELL, timeouts().drain());
      HalfClose.output(channel);
    }
  }

  /** Closes so that the client can't take what it got for the whole. */
  void abort() {
    turn = null;
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }

  /** Ends whatever is under way. */
  void shutdown() {
    if (turn != null) {
      turn.end("shutdown");
    }
    channel.close();
  }

  void endIfIdle() {
    if (patience.isFor(For.NEXT_REQUEST) || patience.isFor(For.HEAD)) {
      leave();
    }
  }

  /** The channel is closed, whoever handles it now. */
  void closed() {
    loop.remove(this);
    if (pinned != null) {
      pinned.close();
    }
    share.end();
    loop.setup.connections.decrementAndGet();
    loop.setup.listener.connectionClosed();
  }

  void tick(long now) {
    For late = patience.lateAt(now);
    if (late == null) {
      return;
    }
    switch (late) {
      case HEAD -> loop.refusals.refuse(this, ProxyError.REQUEST_TIMEOUT);
      case NEXT_REQUEST, REST -> leave();
      case TURN -> turnOverdue();
      case FAREWELL, OTHERS -> channel.close();
    }
  }

  private void turnOverdue() {
    if (turn != null) {
      turn.overdue();
    }
  }

  private void await(For what, Duration limit) {
    patience.await(what, loop.now(), limit);
  }

  Timeouts timeouts() {
    return loop.setup.settings.timeouts();
  }

  // --- what comes

  /** The connection stands; its client may still have to be named. */
  void opened() {
    loop.add(this);
    int connections = loop.setup.connections.incrementAndGet();
    await(For.HEAD, timeouts().head());
    loop.setup.listener.connectionOpened();
    if (connections > loop.setup.settings.limits().connections()) {
      loop.setup.listener.connectionRefused();
      loop.refusals.refuse(this, ProxyError.OVERLOADED);
    }
  }

  /** A request's head has come, or a later part of it. */
  void received(Object message) {
    boolean last = message instanceof LastHttpContent;
    requestComplete = message instanceof HttpRequest ? last : requestComplete || last;
  }

  /** Whether what comes now is thrown away. */
  boolean isDiscarding() {
    return discarding || leaving;
  }

  /** Throws away, until it is too much. */
  void discard(Object message) {
    boolean last = message instanceof LastHttpContent;
    boolean broken = message instanceof HttpContent content && content.decoderResult().isFailure();
    if (message instanceof ByteBuf octets) {
      discarded += octets.readableBytes();
    } else if (message instanceof HttpContent content) {
      discarded += content.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    boolean tooMuch = broken || discarded > loop.setup.settings.limits().drainedBody();
    if (leaving && tooMuch) {
      channel.config().setAutoRead(false); // the client has until the deadline to read our answer
    } else if (tooMuch) {
      leave();
    } else if (discarding && last) {
      nextRequest();
    }
  }

  /** The client has closed its half: before a request it is over, in one it will never be whole. */
  void inputEnded() {
    if (turn != null) {
      turn.end("client-closed");
    } else {
      channel.close();
    }
  }
}
