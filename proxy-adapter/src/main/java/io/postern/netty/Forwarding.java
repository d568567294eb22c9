package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an origin, whose body is streamed no faster than the origin takes it;
 * its {@link Answering} is the way back. Confined to its event loop.
 */
final class Forwarding implements Turn, Dial.Caller {
  private final Loop loop;
  private final ClientConnection client;
  private final Admitted admitted;
  private final RequestHead head;
  private final Answering answering;

  private final Route route;
  private final BodyPace pace = new BodyPace();

  private @Nullable OriginConnection origin;
  private @Nullable Body body;
  private boolean fresh;
  private boolean requestEnded;
  private boolean over;

  Forwarding(ClientConnection client, Admitted admitted) {
    this.loop = client.loop;
    this.client = client;
    this.admitted = admitted;
    this.head = admitted.head();
    this.route = Route.to(head.target(), loop.setup.settings.outbound().routes());
    this.answering = new Answering(this, client, head);
  }

  @Override
  public Admitted admitted() {
    return admitted;
  }

  // --- the connection

  void start() {
    client.begin(this);
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
    client.decoder.hold();
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
    if (!over) {
      fail(error);
    }
  }

  // --- the request

  private void send(OriginConnection connection) {
    origin = connection;
    connection.serve(this, head.isHead());
    SocketChannel channel = connection.channel();
    boolean chunked = head.contentLength() == RequestHead.CHUNKED;
    ByteBuf bytes = ForwardedHead.request(loop, head, route.parent(), channel.alloc());
    body = new Body(channel, chunked, bytes);
    pace.begin(loop.now());
    if (head.bindsConnection()) {
      connection.pin(client);
    }
    client.awaitTurn(client.timeouts().response());
    client.decoder.release();
    body.begin();
    channel.flush();
  }

  /** A part of the request's body; taken over. */
  void requestContent(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    boolean broken = content.decoderResult().isFailure();
    if (over || broken || origin == null || body == null) {
      content.release();
      requestEnded = last; // before there is a connection, only the end of no body can come
      if (broken && !over) {
        fail(ProxyError.BAD_REQUEST);
      }
      return;
    }
    requestEnded = last;
    body.write(content.content());
    if (last) {
      body.end();
      client.awaitTurn(client.timeouts().response());
    } else {
      client.awaitTurn(client.timeouts().idle());
      if (pace.isTooSlow(body.length(), loop.now())) {
        fail(ProxyError.REQUEST_TIMEOUT);
      } else if (!origin.channel().isWritable()) {
        client.decoder.hold();
        pace.hold(loop.now());
      }
    }
  }

  void flushRequest() {
    if (origin != null) {
      origin.channel().flush();
    }
  }

  void originWritable() {
    pace.release(loop.now());
    client.decoder.release();
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
      answering.content(content);
    }
  }

  void flushAnswer() {
    answering.begin();
    client.channel.flush();
  }

  void clientWritable() {
    readOrigin(true);
  }

  /** Whether the origin is read: it is not while the client has more than it takes. */
  void readOrigin(boolean read) {
    if (origin != null) {
      origin.channel().config().setAutoRead(read);
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
    readOrigin(true);
    if (origin != null) {
      if (answer != null && answer.bindsConnection()) {
        origin.pin(client);
      }
      origin.done(requestEnded && answer != null && answer.keepsOrigin());
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
    body = null;
    if (fresh || answering.hasBegun()) {
      fail(ProxyError.ORIGIN_CLOSED);
    } else {
      dial();
    }
  }

  void fail(ProxyError error) {
    over = true;
    closeOrigin();
    if (answering.head() == null) {
      loop.refusals.refuse(client, admitted, error, received());
    } else {
      log(error.label());
      client.abort();
    }
  }

  @Override
  public void overdue() {
    if (over) {
      return;
    }
    boolean originIsSlow = requestEnded || origin == null || !origin.channel().isWritable();
    fail(originIsSlow ? ProxyError.ORIGIN_TIMEOUT : ProxyError.REQUEST_TIMEOUT);
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

  private long received() {
    return body == null ? 0 : body.length();
  }

  private void log(String reason) {
    loop.setup.listener.exchanged(
        admitted.exchange(
            client.client(), answering.status(), received(), answering.sent(), reason));
  }
}
