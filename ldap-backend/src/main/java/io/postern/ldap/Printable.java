package io.postern.ldap;

import org.jspecify.annotations.Nullable;

/** Text from elsewhere, made fit for one line of a log. */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  static String of(@Nullable String text) {
    if (text == null) {
      return "no reason given";
    }
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
