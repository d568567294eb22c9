package io.postern.squid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line from Squid: perhaps a channel id, then fields that Squid escaped as RFC 1738 says.
 *
 * <p>The channel id is Squid's count of requests, 64 bits wide, whatever its manual says of 0 to
 * {@code concurrency - 1}; it is sent back as it came. It is empty where there is none.
 */
sealed interface SquidLine {

  String channel();

  /**
   * A line that could be read.
   *
   * @param octets the fields; a password may be among them, so {@link #wipe} them after use
   */
  record Fields(String channel, List<byte[]> octets) implements SquidLine {

    /** The field as text: Latin-1, so that nothing is refused here. */
    String text(int index) {
      return new String(octets.get(index), StandardCharsets.ISO_8859_1);
    }

    void wipe() {
      octets.forEach(field -> Arrays.fill(field, (byte) 0));
    }

    @Override
    public String toString() {
      return channel + ' ' + octets.size() + " fields (hidden)";
    }
  }

  /** A line that could not be read. */
  record Malformed(String channel, String why) implements SquidLine {}

  /** Reads a line; {@code line} does not have its line feed any more. */
  static SquidLine parse(byte[] line, Channels channels) {
    List<byte[]> raw = split(line, contentLength(line));
    String channel = channel(raw, channels);
    if (channel == null) {
      return new Malformed("", "channel id out of range");
    }
    List<byte[]> fields = new ArrayList<>(raw.size());
    for (byte[] field : channel.isEmpty() ? raw : raw.subList(1, raw.size())) {
      byte[] octets = unescape(field);
      if (octets == null) {
        return new Malformed(channel, "bad escape");
      }
      fields.add(octets);
    }
    return new Fields(channel, fields);
  }

  /** The channel id of a line whose rest was too long to keep. */
  static String channelOf(byte[] start, Channels channels) {
    String channel = channel(split(start, contentLength(start)), channels);
    return channel == null ? "" : channel;
  }

  /** Typed lines may end in CR LF; in a line of Squid's own a CR would be escaped. */
  private static int contentLength(byte[] line) {
    return line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
  }

  private static List<byte[]> split(byte[] line, int length) {
    List<byte[]> fields = new ArrayList<>(4);
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (line[i] == ' ') {
        fields.add(Arrays.copyOfRange(line, from, i));
        from = i + 1;
      }
    }
    fields.add(Arrays.copyOfRange(line, from, length));
    return fields;
  }

  /** Empty: no channel id. Null: something that is almost one. */
  private static @Nullable String channel(List<byte[]> fields, Channels channels) {
    byte[] first = fields.get(0);
    boolean expected =
        switch (channels) {
          case ALWAYS -> true;
          case AUTO -> fields.size() >= 3 && isNumber(first);
          case NEVER -> false;
        };
    if (!expected) {
      return "";
    }
    String id = new String(first, StandardCharsets.ISO_8859_1);
    try {
      Long.parseUnsignedLong(id);
      return isNumber(first) ? id : null;
    } catch (NumberFormatException outOfRange) {
      return null;
    }
  }

  private static boolean isNumber(byte[] field) {
    int from = field.length > 0 && field[0] == '-' ? 1 : 0;
    for (int i = from; i < field.length; i++) {
      if (field[i] < '0' || field[i] > '9') {
        return false;
      }
    }
    return field.length > from;
  }

  private static byte @Nullable [] unescape(byte[] field) {
    int length = 0;
    byte[] octets = new byte[field.length];
    for (int i = 0; i < field.length; i++) {
      byte octet = field[i];
      if (octet == '%') {
        int high = i + 2 < field.length ? Character.digit(field[i + 1], 16) : -1;
        int low = i + 2 < field.length ? Character.digit(field[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        octet = (byte) (high << 4 | low);
        i += 2;
      }
      octets[length++] = octet;
    }
    byte[] exact = Arrays.copyOf(octets, length);
    Arrays.fill(octets, (byte) 0);
    return exact;
  }
}
