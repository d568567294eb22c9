package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import io.postern.netty.ProxySettings.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an origin, and its answer on the way back. Both bodies are streamed,
 * each side is read only as fast as the other takes it. Confined to its event loop.
 */
final class Forwarding implements Turn, Dial.Caller {
  private static final int MOST_INTERIM_ANSWERS = 16;

  private final Loop loop;
  private final ClientConnection client;
  private final Admitted admitted;
  private final RequestHead head;

  private @Nullable OriginConnection origin;
  private @Nullable Body request;
  private @Nullable Body answer;
  private @Nullable ResponseHead answered;
  private boolean fresh;
  private boolean requestEnded;
  private boolean over;
  private int interimAnswers;
  private boolean ignoreNextContent;

  Forwarding(ClientConnection client, Admitted admitted) {
    this.loop = client.loop;
    this.client = client;
    this.admitted = admitted;
    this.head = admitted.head();
  }

  void start() {
    client.begin(this);
    // A kept connection may turn out to be closed: then the request must be one to be repeated.
    OriginConnection kept = head.mayBeRepeated() ? takeKept() : null;
    if (kept == null) {
      dial();
    } else {
      send(kept);
    }
  }

  private @Nullable OriginConnection takeKept() {
    OriginConnection kept = loop.origins.take(head.target());
    while (kept != null && !kept.isOpen()) {
      kept = loop.origins.take(head.target());
    }
    return kept;
  }

  private void dial() {
    fresh = true;
    client.decoder.hold();
    client.awaitOthers();
    Dial.start(loop, head.target(), this);
  }

  @Override
  public void connected(SocketChannel channel) {
    if (over) {
      channel.close();
    } else {
      send(OriginConnection.on(channel, head.target(), loop));
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
    ByteBuf bytes = ForwardedHead.request(loop, head, connection.channel().alloc());
    connection.channel().write(bytes, connection.channel().voidPromise());
    request = new Body(connection.channel(), head.contentLength() == RequestHead.CHUNKED);
    client.awaitTurn(timeouts().response());
    if (requestEnded) {
      endRequest();
    }
    client.decoder.release();
    connection.channel().flush();
  }

  /** A part of the request's body; taken over. */
  void requestContent(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (over) {
      content.release();
    } else if (content.decoderResult().isFailure()) {
      content.release();
      failRequest(ProxyError.BAD_REQUEST);
    } else if (request == null || origin == null) {
      requestEnded = last; // not connected yet: only the end of no body can come
      content.release();
    } else {
      client.awaitTurn(answered == null && last ? timeouts().response() : timeouts().idle());
      request.write(content.content());
      requestEnded = last;
      if (last) {
        endRequest();
      } else if (!origin.channel().isWritable()) {
        client.decoder.hold();
      }
    }
  }

  private void endRequest() {
    if (request != null && head.contentLength() == RequestHead.CHUNKED) {
      request.end();
    }
    if (answered != null && answered.isComplete()) {
      finish();
    }
  }

  void flushRequest() {
    if (origin != null) {
      origin.channel().flush();
    }
  }

  void originWritable() {
    client.decoder.release();
  }

  // --- the answer

  void response(HttpResponse response) {
    ResponseHead read =
        response.decoderResult().isFailure() || answered != null
            ? null
            : ResponseHead.read(response, head);
    if (read == null) {
      ReferenceCountUtil.release(response); // a broken one may hold a buffer
      fail(ProxyError.ORIGIN_BROKEN);
    } else if (read.status() >= 200) {
      finalAnswer(read);
    } else if (read.status() == 101 && head.upgrade()) {
      upgrade(read);
    } else if (read.status() == 101 || ++interimAnswers > MOST_INTERIM_ANSWERS) {
      fail(ProxyError.ORIGIN_BROKEN);
    } else {
      interimAnswer(read);
    }
  }

  private void interimAnswer(ResponseHead interim) {
    ignoreNextContent = true;
    boolean wanted = interim.status() != 100 || head.expectsContinue();
    if (wanted && !head.http10()) {
      write(ForwardedHead.response(loop, interim, false, client.channel.alloc()));
    }
  }

  private void finalAnswer(ResponseHead read) {
    answered = read;
    client.awaitTurn(timeouts().idle());
    boolean close = closesClient(read);
    write(ForwardedHead.response(loop, read, close, client.channel.alloc()));
    answer = new Body(client.channel, read.chunksToClient());
  }

  private boolean closesClient(ResponseHead read) {
    return !head.keepAlive() || read.endsWithConnection() || loop.isStopping();
  }

  /** A part of the answer's body; taken over. */
  void content(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (over) {
      content.release();
    } else if (ignoreNextContent) {
      ignoreNextContent = false;
      content.release();
    } else if (answer == null || answered == null || content.decoderResult().isFailure()) {
      content.release();
      fail(ProxyError.ORIGIN_BROKEN);
    } else {
      answer.write(content.content());
      if (last) {
        endAnswer(answer, answered);
      } else {
        client.awaitTurn(timeouts().idle());
        if (!client.channel.isWritable() && origin != null) {
          origin.channel().config().setAutoRead(false);
        }
      }
    }
  }

  private void endAnswer(Body body, ResponseHead read) {
    body.end();
    read.complete();
    finish();
  }

  void flushAnswer() {
    client.channel.flush();
  }

  void clientWritable() {
    if (origin != null) {
      origin.channel().config().setAutoRead(true);
    }
  }

  private void write(ByteBuf bytes) {
    client.channel.write(bytes, client.channel.voidPromise());
  }

  private void upgrade(ResponseHead read) {
    OriginConnection connection = origin;
    if (connection == null) {
      return;
    }
    over = true;
    write(ForwardedHead.response(loop, read, false, client.channel.alloc()));
    connection.channel().config().setAllowHalfClosure(true);
    connection.channel().config().setAutoRead(false);
    Tunnel tunnel = Tunnel.between(client, connection.channel(), admitted);
    tunnel.open();
    connection.leave();
  }

  // --- the end

  /** The answer is out. The request may still be coming; what is left of it is not wanted. */
  private void finish() {
    over = true;
    ResponseHead read = answered;
    OriginConnection connection = origin;
    origin = null;
    boolean keep = requestEnded && read != null && read.keepsOrigin();
    if (connection != null) {
      connection.channel().config().setAutoRead(true);
      connection.done(keep);
    }
    log(read == null ? 0 : read.status(), admitted.decision().reason());
    if (read != null && closesClient(read)) {
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
    request = null;
    if (answered == null && !fresh && interimAnswers == 0) {
      dial();
    } else {
      fail(ProxyError.ORIGIN_CLOSED);
    }
  }

  private void fail(ProxyError error) {
    over = true;
    closeOrigin();
    if (answered == null) {
      loop.refusals.refuse(client, admitted, error, received());
    } else {
      log(answered.status(), error.label());
      client.abort();
    }
  }

  /** The request itself went wrong: there is no use in reading on. */
  private void failRequest(ProxyError error) {
    over = true;
    closeOrigin();
    if (answered == null) {
      loop.refusals.refuse(client, error);
    } else {
      client.abort();
    }
    log(answered == null ? error.status() : answered.status(), error.label());
  }

  private void closeOrigin() {
    if (origin != null) {
      origin.close();
      origin = null;
    }
  }

  @Override
  public Admitted admitted() {
    return admitted;
  }

  @Override
  public void overdue() {
    if (over) {
      return;
    }
    if (requestEnded || origin == null || !origin.channel().isWritable()) {
      fail(ProxyError.ORIGIN_TIMEOUT);
    } else {
      failRequest(ProxyError.REQUEST_TIMEOUT);
    }
  }

  @Override
  public void end(String why) {
    if (!over) {
      over = true;
      closeOrigin();
      log(answered == null ? 0 : answered.status(), why);
      client.abort();
    }
  }

  private long received() {
    return request == null ? 0 : request.length();
  }

  private void log(int status, String reason) {
    loop.setup.listener.exchanged(
        new Exchange(
            client.client(),
            admitted.decision().user(),
            head.method().name(),
            head.uri(),
            status,
            received(),
            answer == null ? 0 : answer.length(),
            System.nanoTime() - admitted.started(),
            admitted.decision().id(),
            reason));
  }

  private Timeouts timeouts() {
    return loop.setup.settings.timeouts();
  }
}
