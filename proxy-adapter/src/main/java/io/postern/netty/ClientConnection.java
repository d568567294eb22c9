package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import io.postern.netty.Patience.For;
import io.postern.netty.ProxySettings.Timeouts;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: whose turn it is, how long anything may take, and how it ends. It stands
 * right behind the decoder. Confined to its event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());

  final Loop loop;
  final SocketChannel channel;
  final RequestDecoder decoder;
  final ConnectionAuth auth;

  @Nullable ClientConnection previous;
  @Nullable ClientConnection next;

  private @Nullable Turn turn;
  private final Patience patience = new Patience();
  private boolean requestComplete = true;
  private boolean discarding;
  private boolean leaving;
  private int discarded;

  ClientConnection(Loop loop, SocketChannel channel) {
    this.loop = loop;
    this.channel = channel;
    InetSocketAddress remote = channel.remoteAddress();
    this.auth = new ConnectionAuth(new Client(remote == null ? null : remote.getAddress()));
    this.decoder = new RequestDecoder(loop.setup.settings.limits(), this::headStarted);
  }

  @Nullable Turn turn() {
    return turn;
  }

  Client client() {
    return auth.client();
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
      decoder.release();
    }
  }

  private void nextRequest() {
    discarding = false;
    if (loop.isStopping()) {
      leave();
      return;
    }
    await(For.NEXT_REQUEST, timeouts().keepAlive());
    decoder.release();
    decoder.next();
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
    channel.pipeline().remove(decoder);
    channel.config().setAutoRead(true);
  }

  private void closeOutput() {
    if (channel.isInputShutdown()) {
      channel.close();
    } else {
      await(For.FAREWELL, timeouts().drain());
      channel.shutdownOutput();
    }
  }

  /** Closes so that the client can't take what it got for the whole. */
  void abort() {
    turn = null;
    if (channel.isActive()) {
      channel.config().setSoLinger(0);
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
    loop.setup.connections.decrementAndGet();
    loop.setup.listener.connectionClosed();
  }

  // --- time

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

  // --- events

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.add(this);
    int connections = loop.setup.connections.incrementAndGet();
    await(For.HEAD, timeouts().head());
    loop.setup.listener.connectionOpened();
    if (connections > loop.setup.settings.limits().connections()) {
      loop.setup.listener.connectionRefused();
      loop.refusals.refuse(this, ProxyError.OVERLOADED);
    } else {
      ctx.fireChannelActive();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (leaving) {
      discard(msg);
    } else if (msg instanceof HttpRequest) {
      requestComplete = msg instanceof LastHttpContent;
      ctx.fireChannelRead(msg);
    } else {
      boolean last = msg instanceof LastHttpContent;
      requestComplete |= last;
      if (!discarding) {
        ctx.fireChannelRead(msg);
      } else if (discard(msg) && last) {
        nextRequest();
      }
    }
  }

  /** Throws away; false: that was too much, and the connection ends. */
  private boolean discard(Object msg) {
    if (msg instanceof ByteBuf octets) {
      discarded += octets.readableBytes();
    } else if (msg instanceof HttpContent content) {
      discarded += content.content().readableBytes();
    }
    boolean broken = msg instanceof HttpContent content && content.decoderResult().isFailure();
    ReferenceCountUtil.release(msg);
    if (!broken && discarded <= loop.setup.settings.limits().drainedBody()) {
      return true;
    }
    if (leaving) {
      channel.close();
    } else {
      leave();
    }
    return false;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // Before a request: it is over. In a request: it will never be whole.
      if (turn != null) {
        turn.end("client-closed");
      } else {
        channel.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (turn != null) {
      turn.end("client-closed");
    }
    closed();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(cause);
  }

  /** A handler threw, or the channel broke. */
  void failed(Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.ERROR, "a defect in the proxy; the connection is closed", cause);
    }
    channel.close();
  }
}
