package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of one message on its way out: framed anew, so that nothing of how it was framed on the
 * other side gets through. Confined to its event loop.
 */
final class Body {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_AND_LAST_CHUNK =
      "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A body as short as this is copied behind its head: one buffer is sent faster than two. */
  static final int SHORT = 2048;

  private final Channel to;
  private final boolean chunked;
  private @Nullable ByteBuf head;
  private boolean begun;
  private long length;

  /**
   * Makes the body that follows a head.
   *
   * @param head taken over; written with the first octets, or by {@link #begin}
   */
  Body(Channel to, boolean chunked, ByteBuf head) {
    this.to = to;
    this.chunked = chunked;
    this.head = head;
  }

  /** Octets written so far, without framing. */
  long length() {
    return length;
  }

  /** Writes the head, if it is not out yet. */
  void begin() {
    ByteBuf unwritten = head;
    if (unwritten != null) {
      head = null;
      to.write(unwritten, to.voidPromise());
    }
  }

  /** Takes {@code data} over and writes it; the caller flushes. */
  void write(ByteBuf data) {
    int size = data.readableBytes();
    ByteBuf before = head;
    if (before != null && !chunked && size <= SHORT && size <= before.maxFastWritableBytes()) {
      length += size;
      before.writeBytes(data);
      data.release();
      begin();
      return;
    }
    begin();
    if (size == 0) {
      data.release(); // an empty chunk would be the last one
      return;
    }
    length += size;
    if (chunked) {
      to.write(chunkSize(size), to.voidPromise());
    }
    to.write(data, to.voidPromise());
  }

  /** Writes what ends the body, if anything does but its length or the connection. */
  void end() {
    begin();
    if (chunked) {
      to.write(Unpooled.wrappedBuffer(begun ? END_AND_LAST_CHUNK : LAST_CHUNK), to.voidPromise());
    }
  }

  private ByteBuf chunkSize(int size) {
    ByteBuf line = to.alloc().buffer(12);
    if (begun) {
      line.writeShort('\r' << 8 | '\n');
    }
    begun = true;
    boolean leading = true;
    for (int shift = 28; shift >= 0; shift -= 4) {
      int digit = size >>> shift & 0xf;
      leading &= digit == 0;
      if (!leading) {
        line.writeByte(Character.forDigit(digit, 16));
      }
    }
    return line.writeShort('\r' << 8 | '\n');
  }
}
