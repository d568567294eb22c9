package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/**
 * The body of one message on its way out: framed anew, so that nothing of how it was framed on the
 * other side gets through. Confined to its event loop.
 */
final class Body {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_AND_LAST_CHUNK =
      "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel to;
  private final boolean chunked;
  private boolean begun;
  private long length;

  Body(Channel to, boolean chunked) {
    this.to = to;
    this.chunked = chunked;
  }

  /** Octets written so far, without framing. */
  long length() {
    return length;
  }

  /** Takes {@code data} over and writes it; the caller flushes. */
  void write(ByteBuf data) {
    int size = data.readableBytes();
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
