package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * The way back of one request: the origin's interim answers and its final one, each checked, built
 * anew, and streamed to the client no faster than it reads. Confined to its event loop.
 */
final class Answering {
  private static final int MOST_INTERIM_ANSWERS = 16;

  private final Forwarding forwarding;
  private final ClientConnection client;
  private final RequestHead request;
  private @Nullable ResponseHead head;
  private @Nullable Body body;
  private int interimAnswers;
  private boolean ignoreNextContent;

  Answering(Forwarding forwarding, ClientConnection client, RequestHead request) {
    this.forwarding = forwarding;
    this.client = client;
    this.request = request;
  }

  /** The final answer's head; null until it has come. */
  @Nullable ResponseHead head() {
    return head;
  }

  /** Whether the client has got anything of an answer, if only an interim one. */
  boolean hasBegun() {
    return head != null || interimAnswers > 0;
  }

  /** The status that the client got; 0 if none. */
  int status() {
    return head == null ? 0 : head.status();
  }

  /** Octets of content to the client. */
  long sent() {
    return body == null ? 0 : body.length();
  }

  /** Whether the client's connection ends with this answer. */
  boolean closesClient() {
    return head == null || closesClient(head);
  }

  void response(HttpResponse response) {
    boolean unreadable = response.decoderResult().isFailure() || head != null;
    ResponseHead read = unreadable ? null : ResponseHead.read(response, request);
    if (read == null) {
      ReferenceCountUtil.release(response); // a broken one may hold a buffer
      forwarding.fail(ProxyError.ORIGIN_BROKEN);
    } else if (read.status() >= 200) {
      finalAnswer(read);
    } else if (read.status() == 101 && request.upgrade()) {
      upgrade(read);
    } else if (read.status() == 101 || ++interimAnswers > MOST_INTERIM_ANSWERS) {
      forwarding.fail(ProxyError.ORIGIN_BROKEN);
    } else {
      interimAnswer(read);
    }
  }

  private void upgrade(ResponseHead switching) {
    if (forwarding.mayBeTunnel()) {
      write(switching);
      forwarding.upgraded();
    } else {
      forwarding.fail(ProxyError.TOO_MANY);
    }
  }

  private void interimAnswer(ResponseHead interim) {
    ignoreNextContent = true;
    boolean wanted = interim.status() != 100 || request.expectsContinue();
    if (wanted && !request.http10()) {
      write(interim);
    }
  }

  private void finalAnswer(ResponseHead read) {
    head = read;
    client.awaitTurn(client.timeouts().idle());
    body = new Body(client.channel, read.chunksToClient(), bytes(read, closesClient(read)));
  }

  private boolean closesClient(ResponseHead read) {
    return !request.keepAlive() || read.endsWithConnection() || client.loop.isStopping();
  }

  private void write(ResponseHead interim) {
    client.channel.write(bytes(interim, false), client.channel.voidPromise());
  }

  private ByteBuf bytes(ResponseHead read, boolean close) {
    return ForwardedHead.response(client.loop, read, close, client.channel.alloc());
  }

  /** Writes the head of an answer whose body does not come at once. */
  void begin() {
    if (body != null) {
      body.begin();
    }
  }

  /** A part of the answer's body; taken over. */
  void content(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (ignoreNextContent) {
      ignoreNextContent = false;
      content.release();
    } else if (body == null || content.decoderResult().isFailure()) {
      content.release();
      forwarding.fail(ProxyError.ORIGIN_BROKEN);
    } else {
      body.write(content.content());
      if (last) {
        body.end();
        forwarding.finish();
      } else {
        client.awaitTurn(client.timeouts().idle());
        forwarding.readOrigin();
      }
    }
  }
}
