package io.postern.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** GUIDs as octets: the first three fields little-endian ([MS-DTYP] 2.3.4.2). */
final class Guid {
  private Guid() {}

  static byte[] octets(UUID guid) {
    long high = guid.getMostSignificantBits();
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) (high >>> 32))
        .putShort((short) (high >>> 16))
        .putShort((short) high)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(guid.getLeastSignificantBits())
        .array();
  }

  /** In the spelling with hyphens. */
  static String text(byte[] octets) {
    ByteBuffer guid = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    long high = Integer.toUnsignedLong(guid.getInt()) << 32;
    high |= Short.toUnsignedLong(guid.getShort()) << 16;
    high |= Short.toUnsignedLong(guid.getShort());
    return new UUID(high, guid.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
  }
}
