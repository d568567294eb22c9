package io.postern.http;

/** Character classes and quoting of RFC 9110 §5.6 and §11.2. */
public final class Grammar {
  private Grammar() {}

  /** Whether {@code c} may stand in a token (RFC 9110 §5.6.2). */
  public static boolean isTchar(char c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Whether {@code text} is a token: one or more tchars. */
  public static boolean isToken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTchar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether {@code c} may stand in a token68 before its padding (RFC 9110 §11.2). */
  static boolean isToken68Char(char c) {
    return isAlphanumeric(c) || "-._~+/".indexOf(c) >= 0;
  }

  /** Whether {@code c} is optional white space (RFC 9110 §5.6.3). */
  static boolean isOws(char c) {
    return c == ' ' || c == '\t';
  }

  /** Whether {@code c} may stand, perhaps escaped, in a quoted-string (RFC 9110 §5.6.4). */
  static boolean isQuotable(char c) {
    return c == '\t' || (c >= ' ' && c != 0x7f);
  }

  /** Whether {@code c} may stand in a field: any octet but a control character (RFC 9110 §5.5). */
  public static boolean isFieldOctet(int c) {
    return (c >= ' ' && c != 0x7f && c <= 0xff) || c == '\t';
  }

  /** Whether all of {@code text} may stand in a field. */
  public static boolean isFieldText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isFieldOctet(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code text} as a quoted-string.
   *
   * @throws IllegalArgumentException if it holds a control character, which no quoting can carry
   */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isQuotable(c)) {
        throw new IllegalArgumentException("control character at index " + i);
      }
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
