package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.postern.answer.Answer;
import io.postern.answer.DecisionResponse;
import io.postern.answer.HttpDate;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.gate.Decision;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** The answers that the proxy itself gives to its clients. Confined to its event loop. */
final class Refusals {
  private static final byte[] CLOSE = HeadWriter.fieldLine("Connection", "close");
  private static final byte[] PROXY_CLOSE = HeadWriter.fieldLine("Proxy-Connection", "close");
  private static final byte[] NO_BODY = {};
  private static final String NOTHING = "-";

  /** The reason of an answer that the proxy gave as a web site. */
  private static final String OWN_PAGE = "own-page";

  private final Loop loop;

  Refusals(Loop loop) {
    this.loop = loop;
  }

  /** Something came that is no request at all, or did not come in time. */
  void refuse(ClientConnection client, ProxyError error) {
    Answer answer = loop.setup.responses.to(error, null, Preferences.NONE);
    ByteBuf bytes = head(answer, true).end(client.channel.alloc(), answer.body());
    client.channel.write(bytes, client.channel.voidPromise());
    loop.setup.listener.exchanged(
        new Exchange(
            client.client(),
            null,
            NOTHING,
            NOTHING,
            answer.status(),
            0,
            answer.body().length,
            0,
            null,
            error.label()));
    client.leave();
  }

  /** Somebody opened the proxy as a web site. Whoever it is: it says how to come in. */
  void serve(ClientConnection client, ReadHead.OwnPage page) {
    Setup setup = loop.setup;
    SocketAddress local = client.channel.localAddress();
    int port = local instanceof InetSocketAddress address ? address.getPort() : 0;
    boolean ours = page.isForListenerAt(port);
    Answer found = ours ? setup.setupPage.to(page.path(), page.host(), page.preferences()) : null;
    ProxyError missing = ProxyError.NOT_A_WEB_SERVER;
    Answer answer = found == null ? setup.responses.to(missing, null, page.preferences()) : found;
    byte[] body = page.isHead() ? NO_BODY : answer.body();
    ByteBuf bytes = head(answer, true).end(client.channel.alloc(), body);
    client.channel.write(bytes, client.channel.voidPromise());
    setup.listener.exchanged(
        new Exchange(
            client.client(),
            null,
            page.method().name(),
            page.path(),
            answer.status(),
            0,
            body.length,
            0,
            null,
            found == null ? missing.label() : OWN_PAGE));
    client.leave();
  }

  /** The decision is no. */
  void refuse(ClientConnection client, RequestHead head, Decision decision, long started) {
    Answer answer = loop.setup.responses.to(decision, head.preferences());
    if (answer == null) {
      throw new IllegalArgumentException("not refused");
    }
    send(client, head, answer, false);
    loop.setup.listener.exchanged(
        new Exchange(
            client.client(),
            decision.user(),
            head.method().name(),
            head.uri(),
            answer.status(),
            0,
            sent(head, answer),
            System.nanoTime() - started,
            decision.id(),
            decision.reason()));
  }

  /**
   * The request was allowed, but cannot be served.
   *
   * @param why for the log
   */
  void refuse(
      ClientConnection client, Admitted admitted, ProxyError error, long received, String why) {
    RequestHead head = admitted.head();
    String id = admitted.decision().id().toString();
    Answer answer = loop.setup.responses.to(error, id, head.preferences());
    boolean close = error == ProxyError.BAD_REQUEST || error == ProxyError.REQUEST_TIMEOUT;
    send(client, head, answer, close);
    loop.setup.listener.exchanged(
        admitted.exchange(client.client(), answer.status(), received, sent(head, answer), why));
  }

  /** An OPTIONS that goes no further: we are its last recipient (RFC 9110 §7.6.2). */
  void options(ClientConnection client, Admitted admitted) {
    Answer answer =
        new Answer(
            200,
            List.of(DecisionResponse.METHODS, new Answer.Field("Content-Length", "0")),
            NO_BODY);
    send(client, admitted.head(), answer, false);
    loop.setup.listener.exchanged(
        admitted.exchange(client.client(), 200, 0, 0, admitted.decision().reason()));
  }

  private void send(ClientConnection client, RequestHead head, Answer answer, boolean outOfStep) {
    boolean close =
        outOfStep || head.isConnect() || !head.keepAlive() || isTooLongToDrain(client, head);
    client.channel.write(bytes(answer, head, close, client), client.channel.voidPromise());
    if (close) {
      client.leave();
    } else {
      client.channel.flush();
      client.turnOver();
    }
  }

  /** Whether so much of the request may be to come that the end is better announced. */
  private boolean isTooLongToDrain(ClientConnection client, RequestHead head) {
    return !client.isRequestComplete()
        && (head.expectsContinue()
            || head.contentLength() == RequestHead.CHUNKED
            || head.contentLength() > loop.setup.settings.limits().drainedBody());
  }

  private ByteBuf bytes(Answer answer, RequestHead head, boolean close, ClientConnection client) {
    HeadWriter out = head(answer, close);
    if (close && head.isConnect()) {
      out.field(PROXY_CLOSE);
    }
    return out.end(client.channel.alloc(), head.isHead() ? NO_BODY : answer.body());
  }

  private HeadWriter head(Answer answer, boolean close) {
    HeadWriter out = loop.heads.response(answer.status());
    out.field(HttpDate.NAME, loop.setup.date.now());
    for (Answer.Field field : answer.fields()) {
      out.field(field.octets());
    }
    if (close) {
      out.field(CLOSE);
    }
    return out;
  }

  private static long sent(RequestHead head, Answer answer) {
    return head.isHead() ? 0 : answer.body().length;
  }
}
