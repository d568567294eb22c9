package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.postern.answer.HttpDate;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the heads that are forwarded: new ones, from what may go on of the old. What ends at a
 * proxy (RFC 9110 §7.6.1) is left out; Host, Via and the framing are written anew.
 */
final class ForwardedHead {
  private static final AsciiString HOST = AsciiString.cached("Host");
  private static final AsciiString PROXY_AUTHORIZATION = AsciiString.cached("Proxy-Authorization");
  private static final AsciiString MAX_FORWARDS = AsciiString.cached("Max-Forwards");
  private static final byte[] CHUNKED = HeadWriter.fieldLine("Transfer-Encoding", "chunked");
  private static final byte[] CLOSE = HeadWriter.fieldLine("Connection", "close");
  private static final byte[] UPGRADE = HeadWriter.fieldLine("Connection", "Upgrade");
  private static final byte[] WEBSOCKET = HeadWriter.fieldLine("Upgrade", "websocket");
  private static final byte[] CONTINUE = HeadWriter.fieldLine("Expect", "100-continue");

  /** Tells browsers that they may use NTLM and Negotiate through us (RFC 4559 §6). */
  private static final byte[] SESSION_BASED =
      HeadWriter.fieldLine("Proxy-Support", "Session-Based-Authentication");

  private static final AsciiString LENGTH = AsciiString.cached("Content-Length");

  /** The least status that ends a request. */
  private static final int FINAL = 200;

  private ForwardedHead() {}

  /**
   * The request's head for an origin, or for a parent proxy.
   *
   * @param parent null: it goes to the origin itself
   */
  static ByteBuf request(
      Loop loop, RequestHead head, @Nullable ParentProxy parent, ByteBufAllocator allocator) {
    String path = parent == null ? head.path() : absoluteForm(head);
    HeadWriter out = loop.heads.request(head.method().asciiName(), path);
    out.field(HOST, head.authority());
    endToEnd(out, head.fields(), head.hopByHop());
    if (head.contentLength() == RequestHead.CHUNKED) {
      out.field(CHUNKED);
    } else if (head.contentLength() >= 0) {
      out.field(LENGTH, Long.toString(head.contentLength()));
    }
    if (head.expectsContinue()) {
      out.field(CONTINUE);
    }
    if (head.upgrade()) {
      out.field(UPGRADE).field(WEBSOCKET);
    }
    if (parent != null && parent.credentials() != null) {
      out.field(PROXY_AUTHORIZATION, parent.credentials());
    }
    if (head.maxForwards() > 0) {
      out.field(MAX_FORWARDS, Integer.toString(head.maxForwards() - 1));
    }
    return out.field(loop.via(head.http10())).end(allocator, 0);
  }

  /** What a proxy is asked for (RFC 9112 §3.2.2); {@code OPTIONS *} is then without a path. */
  private static String absoluteForm(RequestHead head) {
    return "http://" + head.authority() + (head.path().equals("*") ? "" : head.path());
  }

  static ByteBuf response(Loop loop, ResponseHead head, boolean close, ByteBufAllocator allocator) {
    HeadWriter out = loop.heads.response(head.statusLine());
    endToEnd(out, head.fields(), head.hopByHop());
    if (head.status() >= FINAL && !head.fields().contains(HttpHeaderNames.DATE)) {
      out.field(HttpDate.NAME, loop.setup.date.now()); // RFC 9110 §6.6.1
    }
    if (head.chunksToClient()) {
      out.field(CHUNKED);
    } else if (head.length() >= 0) {
      out.field(LENGTH, Long.toString(head.length()));
    }
    if (head.bindsConnection()) {
      out.field(SESSION_BASED);
    }
    if (head.status() == 101) {
      out.field(UPGRADE).field(WEBSOCKET);
    } else if (close) {
      out.field(CLOSE);
    }
    int body = head.isBodiless() ? 0 : (int) Math.max(0, Math.min(head.length(), Body.SHORT));
    return out.field(loop.via(head.isHttp10())).end(allocator, body);
  }

  private static void endToEnd(HeadWriter out, HttpHeaders fields, HopByHopFields hopByHop) {
    Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      CharSequence name = field.getKey();
      if (FieldName.of(name).isEndToEnd() && !hopByHop.nominates(name)) {
        out.field(name, field.getValue());
      }
    }
  }
}
