package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an origin. It serves one request at a time, and none after an octet that nobody
 * asked for.
 */
final class OriginConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    SERVING,
    /** The answer is complete, but perhaps not all that the origin sent is read. */
    ANSWERED,
    /** In the pool. */
    WAITING,
    CLOSED
  }

  private final Loop loop;
  private final Route route;
  private final SocketChannel channel;
  private final ResponseDecoder decoder;
  private @Nullable Forwarding user;
  private State state = State.CLOSED;
  private @Nullable ClientConnection owner;
  private boolean reading;
  private long idleSince;

  private OriginConnection(Loop loop, Route route, SocketChannel channel) {
    this.loop = loop;
    this.route = route;
    this.channel = channel;
    this.decoder = new ResponseDecoder(loop.setup.settings.limits());
  }

  /** Makes an HTTP connection of a fresh channel. */
  static OriginConnection on(SocketChannel channel, Route route, Loop loop) {
    OriginConnection connection = new OriginConnection(loop, route, channel);
    // An origin that closes its half is done with us: there is no more to send it.
    channel.config().setAllowHalfClosure(false);
    channel.pipeline().addLast(connection.decoder, connection);
    channel.config().setAutoRead(true);
    return connection;
  }

  Route route() {
    return route;
  }

  SocketChannel channel() {
    return channel;
  }

  long idleSince() {
    return idleSince;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  void serve(Forwarding forwarding, boolean head) {
    user = forwarding;
    state = State.SERVING;
    decoder.answersHead(head);
  }

  /**
   * Binds it to one client: from here on it is that user's who proves himself to the origin on it
   * (RFC 4559 §6), and serves nobody else.
   */
  void pin(ClientConnection client) {
    owner = client;
  }

  /** Its request is answered; {@code mayKeep}: and both sides are in step for the next one. */
  void done(boolean mayKeep) {
    user = null;
    state = mayKeep ? State.ANSWERED : State.CLOSED;
    if (!reading) {
      keepOrClose();
    }
  }

  void close() {
    user = null;
    state = State.CLOSED;
    channel.close();
  }

  /** Takes the channel out of HTTP: what comes now is for another handler. */
  void leave() {
    user = null;
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(this);
    pipeline.remove(decoder);
  }

  private void keepOrClose() {
    if (state == State.ANSWERED && channel.isActive() && !decoder.hasMore()) {
      state = State.WAITING;
      idleSince = loop.now();
      if (owner == null) {
        loop.origins.put(this);
      } else {
        owner.pinned(this);
      }
    } else if (state != State.WAITING) {
      close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    reading = true;
    Forwarding served = user;
    if (served == null) {
      // Behind the end of an answer, or before any request: nobody can say whose it is.
      ReferenceCountUtil.release(msg);
      close();
    } else if (msg instanceof HttpResponse response) {
      served.response(response);
    } else if (msg instanceof HttpContent content) {
      served.responseContent(content);
    } else {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (user == null) {
      keepOrClose();
    } else {
      user.flushAnswer();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (user != null && channel.isWritable()) {
      user.originWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Forwarding served = user;
    user = null;
    if (state == State.WAITING && owner == null) {
      loop.origins.remove(this);
    }
    state = State.CLOSED;
    if (served != null) {
      served.originClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    channel.close();
  }
}
