package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.postern.answer.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * The way there of one request: its body, streamed no faster than the origin takes it and its
 * user's bandwidth allows. Confined to its event loop.
 */
final class Asking {
  private final Forwarding forwarding;
  private final ClientConnection client;
  private final Throttle throttle;
  private final BodyPace pace = new BodyPace();
  private @Nullable SocketChannel origin;
  private @Nullable Body body;
  private boolean ended;

  Asking(Forwarding forwarding, ClientConnection client, Throttle throttle) {
    this.forwarding = forwarding;
    this.client = client;
    this.throttle = throttle;
  }

  /** Whether all of the request has come. */
  boolean hasEnded() {
    return ended;
  }

  /** Octets of content to the origin. */
  long received() {
    return body == null ? 0 : body.length();
  }

  /** Sends the head; what comes from now on goes behind it. */
  void begin(SocketChannel to, boolean chunked, ByteBuf head) {
    origin = to;
    body = new Body(to, chunked, head);
    pace.begin(client.loop.now());
    client.awaitTurn(client.timeouts().response());
    client.decoder().release();
    body.begin();
    to.flush();
  }

  /** There is no origin to send to any more. */
  void leaveOrigin() {
    origin = null;
    body = null;
  }

  /** A part of the request's body; taken over. */
  void content(HttpContent content) {
    ended = content instanceof LastHttpContent;
    if (content.decoderResult().isFailure()) {
      content.release();
      forwarding.fail(ProxyError.BAD_REQUEST);
    } else if (origin == null || body == null) {
      content.release(); // before there is a connection, only the end of no body can come
    } else {
      throttle.moved(true, content.content().readableBytes());
      body.write(content.content());
      if (ended) {
        body.end();
        client.awaitTurn(client.timeouts().response());
      } else {
        awaitMore(origin, body);
      }
    }
  }

  private void awaitMore(SocketChannel origin, Body body) {
    client.awaitTurn(client.timeouts().idle());
    if (pace.isTooSlow(body.length(), client.loop.now())) {
      forwarding.fail(ProxyError.REQUEST_TIMEOUT);
    } else if (!origin.isWritable() || throttle.holds(true)) {
      client.decoder().hold();
      pace.hold(client.loop.now());
    }
  }

  void flush() {
    if (origin != null) {
      origin.flush();
    }
  }

  /** The origin can take more, or the bandwidth allows more. */
  void proceed() {
    if (origin != null && origin.isWritable() && !throttle.holds(true)) {
      pace.release(client.loop.now());
      client.decoder().release();
    }
  }
}
