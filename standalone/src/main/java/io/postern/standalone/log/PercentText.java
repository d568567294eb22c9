package io.postern.standalone.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text for a log whose fields end at a space: what is not a visible ASCII character is encoded. */
final class PercentText {
  private static final int LONGEST = 4_000;
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PercentText() {}

  /** Appends {@code text}, or {@code -} for nothing. */
  static void append(StringBuilder line, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      line.append('-');
      return;
    }
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    for (byte octet : shown.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = octet > ' ' && octet < 0x7f && octet != '"' && octet != '\\';
      if (plain) {
        line.append((char) octet);
      } else {
        line.append('%').append(HEX[octet >> 4 & 0xf]).append(HEX[octet & 0xf]);
      }
    }
  }
}
