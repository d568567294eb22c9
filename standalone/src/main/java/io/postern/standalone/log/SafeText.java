package io.postern.standalone.log;

/**
 * Text from outside made safe for a line of a log: nothing in it can end the line, move a
 * terminal's cursor, or turn the direction of what is read (Unicode TR 36 §3.1).
 */
public final class SafeText {
  private SafeText() {}

  /** Appends {@code text}, no more than {@code most} characters of it, with the unsafe escaped. */
  public static void append(StringBuilder line, CharSequence text, int most) {
    int end = Math.min(text.length(), most);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isUnsafe(c)) {
        escape(line, c);
      } else {
        line.append(c);
      }
    }
    if (end < text.length()) {
      line.append('…');
    }
  }

  /** Appends the escape of {@code c} that Java and JSON share. */
  static void escape(StringBuilder line, char c) {
    line.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      line.append(Character.forDigit(c >> shift & 0xf, 16));
    }
  }

  /** Whether {@code c} is a control, a format character, a line separator or half a pair. */
  static boolean isUnsafe(char c) {
    if (c >= ' ' && c < 0x7f) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          true;
      default -> false;
    };
  }
}
