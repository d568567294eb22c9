package io.postern.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Security identifiers in their two spellings, {@code S-1-5-…} and octets ([MS-DTYP] 2.4.2). */
final class Sid {
  static final String DOMAIN = "S-1-5-21-1004336348-1177238915-682003330";
  static final String BUILTIN_USERS = "S-1-5-32-545";

  static final int ADMINISTRATOR = 500;
  static final int DOMAIN_ADMINS = 512;
  static final int DOMAIN_USERS = 513;

  /** The first relative identifier that a domain gives to an account of its own. */
  static final int FIRST_FREE = 1103;

  private Sid() {}

  static byte[] ofDomain(int relativeId) {
    return octets(DOMAIN + '-' + relativeId);
  }

  static byte[] octets(String text) {
    byte[] octets = parse(text);
    if (octets == null) {
      throw new IllegalArgumentException("not a SID: " + text);
    }
    return octets;
  }

  static byte @Nullable [] parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length < 4 || !parts[0].equalsIgnoreCase("S")) {
      return null;
    }
    ByteBuffer sid = ByteBuffer.allocate(8 + 4 * (parts.length - 3));
    try {
      sid.put(Byte.parseByte(parts[1])).put((byte) (parts.length - 3));
      sid.putShort((short) 0).putInt(Integer.parseInt(parts[2]));
      sid.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 3; i < parts.length; i++) {
        sid.putInt(Integer.parseUnsignedInt(parts[i]));
      }
    } catch (NumberFormatException notNumeric) {
      return null;
    }
    return sid.array();
  }

  /** The last part of a SID: what primaryGroupID names a group by. */
  static int relativeId(byte[] sid) {
    return ByteBuffer.wrap(sid).order(ByteOrder.LITTLE_ENDIAN).getInt(sid.length - 4);
  }
}
