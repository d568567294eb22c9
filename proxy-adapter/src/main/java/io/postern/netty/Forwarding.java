package io.postern.netty;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * One request and the origin that it goes to: {@link Asking} is the way there, {@link Answering}
 * the way back. Confined to its event loop.
 */
final class Forwarding implements Turn, Dial.Caller, Throttle.Held {
  private final Loop loop;
  private final ClientConnection client;
  private final Admitted admitted;
  private final RequestHead head;
  private final Throttle throttle;
  private final Asking asking;
  private final Answering answering;

  private Route route;
  private @Nullable OriginConnection origin;
  private boolean waiting;
  private boolean fresh;
  private boolean over;

  Forwarding(ClientConnection client, Admitted admitted) {
    this.loop = client.loop;
    this.client = client;
    this.admitted = admitted;
    this.head = admitted.head();
    this.route = Route.to(head.target(), loop.setup.settings.outbound().routes(), loop.now());
    this.throttle = client.share.throttle(admitted, this);
    this.asking = new Asking(this, client, throttle);
    this.answering = new Answering(this, client, head);
  }

  @Override
  public Admitted admitted() {
    return admitted;
  }

  // --- the connection

  void start() {
    client.begin(this);
    throttle.moved(false, 0);
    if (throttle.holds(false)) {
      waiting = true;
      client.decoder().hold();
      client.awaitTurn(client.timeouts().idle());
    } else {
      connect();
    }
  }

  private void connect() {
    OriginConnection kept = client.takePinned(route);
    if (kept == null && head.mayBeRepeated()) {
      // It may turn out to be closed, so the request must be one to be repeated.
      kept = loop.origins.take(route);
    }
    if (kept == null) {
      dial();
    } else {
      send(kept);
    }
  }

  private void dial() {
    if (route.parent() != null && !loop.mayGoThroughParent(head.target())) {
      fail(ProxyError.DESTINATION_DENIED);
      return;
    }
    fresh = true;
    client.decoder().hold();
    client.awaitOthers();
    Dial.start(loop, route, this);
  }

  @Override
  public void connected(SocketChannel channel) {
    if (over) {
      channel.close();
    } else {
      send(OriginConnection.on(channel, route, loop));
    }
  }

  @Override
  public void failed(ProxyError error) {
    if (over) {
      return;
    }
    Route other = route.otherwise(error, head.target(), loop);
    if (other == null) {
      fail(error);
    } else {
      route = other;
      dial();
    }
  }

  // --- the request

  private void send(OriginConnection connection) {
    origin = connection;
    connection.serve(this, head.isHead());
    if (head.bindsConnection()) {
      connection.pin(client);
    }
    SocketChannel channel = connection.channel();
    boolean chunked = head.contentLength() == RequestHead.CHUNKED;
    asking.begin(
        channel, chunked, ForwardedHead.request(loop, head, route.parent(), channel.alloc()));
  }

  /** A part of the request's body; taken over. */
  void requestContent(HttpContent content) {
    if (over) {
      content.release();
    } else {
      asking.content(content);
    }
  }

  void flushRequest() {
    asking.flush();
  }

  void originWritable() {
    asking.proceed();
  }

  // --- the answer

  void response(HttpResponse response) {
    if (over) {
      ReferenceCountUtil.release(response);
    } else {
      answering.response(response);
    }
  }

  void responseContent(HttpContent content) {
    if (over) {
      content.release();
    } else {
      throttle.moved(false, content.content().readableBytes());
      answering.content(content);
    }
  }

  void flushAnswer() {
    answering.begin();
    client.channel.flush();
  }

  /** Reads the origin unless the client has more than it takes, or than its bandwidth allows. */
  void readOrigin() {
    if (origin != null) {
      boolean read = client.channel.isWritable() && !throttle.holds(false);
      origin.channel().config().setAutoRead(read);
    }
  }

  @Override
  public void resume(boolean fromClient) {
    if (over) {
      return;
    }
    if (fromClient) {
      asking.proceed();
    } else if (waiting) {
      waiting = false;
      connect();
    } else {
      readOrigin();
    }
  }

  /** Takes one of its user's tunnels; false: there is none left. */
  boolean mayBeTunnel() {
    return loop.setup.tunnelsPerUser.take(admitted.decision().identity().account());
  }

  /** The origin speaks WebSocket from here on, and its 101 is on its way. */
  void upgraded() {
    OriginConnection connection = origin;
    if (connection != null) {
      over = true;
      connection.channel().config().setAutoRead(false);
      connection.channel().config().setAllowHalfClosure(true);
      loop.setup.tunnelsPerUser.count(admitted.decision().identity().account());
      Tunnel.between(client, connection.channel(), admitted).open();
      connection.leave();
    }
  }

  // --- the end

  /** The answer is out. The request may still be coming; what is left of it is not wanted. */
  void finish() {
    over = true;
    ResponseHead answer = answering.head();
    if (origin != null) {
      origin.channel().config().setAutoRead(true);
      if (answer != null && answer.bindsConnection()) {
        origin.pin(client);
      }
      origin.done(asking.hasEnded() && answer != null && answer.keepsOrigin());
      origin = null;
    }
    log(admitted.decision().reason());
    if (answering.closesClient()) {
      client.leave();
    } else {
      client.channel.flush();
      client.turnOver();
    }
  }

  /** The origin closed the connection, or it broke. */
  void originClosed() {
    if (over) {
      return;
    }
    origin = null;
    asking.leaveOrigin();
    if (fresh || answering.hasBegun()) {
      fail(ProxyError.ORIGIN_CLOSED);
    } else {
      dial();
    }
  }

  void fail(ProxyError error) {
    fail(error, error.label());
  }

  private void fail(ProxyError error, String why) {
    over = true;
    closeOrigin();
    if (answering.head() == null) {
      loop.refusals.refuse(client, admitted, error, asking.received(), why);
    } else {
      log(why);
      client.abort();
    }
  }

  @Override
  public void overdue() {
    if (over) {
      return;
    }
    boolean originIsSlow = asking.hasEnded() || origin == null || !origin.channel().isWritable();
    fail(originIsSlow ? ProxyError.ORIGIN_TIMEOUT : ProxyError.REQUEST_TIMEOUT);
  }

  @Override
  public void revoke(String why) {
    if (!over) {
      fail(ProxyError.ACCOUNT_CHANGED, why);
    }
  }

  @Override
  public void end(String why) {
    if (!over) {
      over = true;
      closeOrigin();
      log(why);
      client.abort();
    }
  }

  private void closeOrigin() {
    if (origin != null) {
      origin.close();
      origin = null;
    }
  }

  private void log(String reason) {
    loop.setup.listener.exchanged(
        admitted.exchange(
            client.client(), answering.status(), asking.received(), answering.sent(), reason));
  }
}
