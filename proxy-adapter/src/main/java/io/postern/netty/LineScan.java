package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.util.ByteProcessor;

/**
 * Looks for lines that begin with white space, in a head or a trailer section: folded field lines,
 * which RFC 9112 §5.2 has a proxy refuse, and which the decoder joins without a trace.
 *
 * <p>The decoder takes whole lines only, so what it leaves begins at the beginning of a line.
 */
final class LineScan {
  private boolean beforeRequestLine = true;
  private boolean inTrailers;

  /** Whether a line of the section that {@code in} begins in, as far as it is here, is folded. */
  boolean isFolded(ByteBuf in, boolean inHead) {
    if (!inHead && !inTrailers) {
      return false;
    }
    int end = in.writerIndex();
    int line = inHead && beforeRequestLine ? behindEmptyLines(in) : in.readerIndex();
    while (line < end) {
      byte first = in.getByte(line);
      if (first == HttpConstants.SP || first == HttpConstants.HT) {
        return true;
      }
      int lf = first == HttpConstants.CR ? -1 : in.indexOf(line, end, HttpConstants.LF);
      if (lf < 0) {
        return false;
      }
      line = lf + 1;
    }
    return false;
  }

  /**
   * Hears that the decoder took the octets from {@code before} on, and made nothing of them yet.
   */
  void consumed(ByteBuf in, int before, boolean inHead) {
    int length = in.readerIndex() - before;
    if (length > 0 && inHead) {
      beforeRequestLine &= in.forEachByte(before, length, ByteProcessor.FIND_NON_CRLF) < 0;
    } else if (length > 0 && !inTrailers) {
      inTrailers = isLastChunk(in, before);
    }
  }

  /** Hears that the decoder made something. */
  void reset() {
    beforeRequestLine = true;
    inTrailers = false;
  }

  private static int behindEmptyLines(ByteBuf in) {
    int i = in.forEachByte(ByteProcessor.FIND_NON_CRLF);
    return i < 0 ? in.writerIndex() : i;
  }

  /** Whether the line at {@code at} is the size of the last chunk: zeros (RFC 9112 §7.1). */
  private static boolean isLastChunk(ByteBuf in, int at) {
    int i = at;
    while (i < in.readerIndex() && in.getByte(i) == '0') {
      i++;
    }
    return i > at && i < in.readerIndex() && !isHexDigit(in.getByte(i));
  }

  private static boolean isHexDigit(byte b) {
    return (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
  }
}
