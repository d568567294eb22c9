package io.postern.ldap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** AD's binary identifiers in their usual spelling. */
final class ObjectIds {
  private ObjectIds() {}

  /** An objectGUID (MS-DTYP 2.3.4: the first three fields are little-endian). */
  static @Nullable String guid(byte @Nullable [] octets) {
    if (octets == null || octets.length != 16) {
      return null;
    }
    ByteBuffer little = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    long first = Integer.toUnsignedLong(little.getInt()) << 32;
    first |= Short.toUnsignedLong(little.getShort()) << 16;
    first |= Short.toUnsignedLong(little.getShort());
    return new UUID(first, little.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
  }

  /** The octets of an objectGUID; null if the text is none. */
  static byte @Nullable [] guidOctets(String guid) {
    UUID uuid;
    try {
      uuid = UUID.fromString(guid);
    } catch (IllegalArgumentException notGuid) {
      return null;
    }
    long first = uuid.getMostSignificantBits();
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) (first >> 32))
        .putShort((short) (first >> 16))
        .putShort((short) first)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  /** The SID of the same domain that ends with this number, as a primaryGroupID does. */
  static byte[] withRelativeId(byte[] sid, int relativeId) {
    byte[] other = sid.clone();
    ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(other.length - 4, relativeId);
    return other;
  }

  /** An objectSid as {@code S-1-5-21-…} (MS-DTYP 2.4.2). */
  static @Nullable String sid(byte @Nullable [] octets) {
    if (octets == null || octets.length < 8 || octets.length != 8 + 4 * octets[1]) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    long authority = buffer.getLong() & 0xffff_ffff_ffffL;
    StringBuilder sid = new StringBuilder("S-").append(octets[0]).append('-').append(authority);
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      sid.append('-').append(Integer.toUnsignedLong(buffer.getInt()));
    }
    return sid.toString();
  }
}
