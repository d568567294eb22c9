package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/**
 * Builds the heads that are forwarded: new ones, from what may go on of the old. What ends at a
 * proxy (RFC 9110 §7.6.1) is left out; Host, Via and the framing are written anew.
 */
final class ForwardedHead {
  private static final AsciiString HOST = AsciiString.cached("Host");
  private static final AsciiString MAX_FORWARDS = AsciiString.cached("Max-Forwards");
  private static final byte[] CHUNKED = HeadWriter.fieldLine("Transfer-Encoding", "chunked");
  private static final byte[] CLOSE = HeadWriter.fieldLine("Connection", "close");
  private static final byte[] UPGRADE = HeadWriter.fieldLine("Connection", "Upgrade");
  private static final byte[] WEBSOCKET = HeadWriter.fieldLine("Upgrade", "websocket");
  private static final byte[] CONTINUE = HeadWriter.fieldLine("Expect", "100-continue");
  private static final AsciiString LENGTH = AsciiString.cached("Content-Length");

  private ForwardedHead() {}

  static ByteBuf request(Loop loop, RequestHead head, ByteBufAllocator allocator) {
    HeadWriter out = loop.heads.request(head.method().asciiName(), head.path());
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
    if (head.maxForwards() > 0) {
      out.field(MAX_FORWARDS, Integer.toString(head.maxForwards() - 1));
    }
    return out.field(loop.via(head.http10())).end(allocator, 0);
  }

  static ByteBuf response(Loop loop, ResponseHead head, boolean close, ByteBufAllocator allocator) {
    HeadWriter out = loop.heads.response(head.statusLine());
    endToEnd(out, head.fields(), head.hopByHop());
    if (head.chunksToClient()) {
      out.field(CHUNKED);
    } else if (head.length() >= 0) {
      out.field(LENGTH, Long.toString(head.length()));
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
