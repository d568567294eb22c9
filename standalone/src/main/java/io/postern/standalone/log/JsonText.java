package io.postern.standalone.log;

/** A JSON string (RFC 8259 §7) with everything escaped that could mislead who reads the log. */
public final class JsonText {
  private JsonText() {}

  /** Appends {@code text}, no more than {@code most} characters of it, as a JSON string. */
  public static void append(StringBuilder line, String text, int most) {
    line.append('"');
    int end = Math.min(text.length(), most);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (Character.isSurrogate(c) || SafeText.isUnsafe(c)) {
        SafeText.escape(line, c);
      } else {
        line.append(c);
      }
    }
    line.append(end < text.length() ? "…\"" : "\"");
  }
}
