package io.postern.standalone.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from {@code first} to {@code last}. */
public record PortRange(int first, int last) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

  /**
   * Reads {@code 443} or {@code 8000-8099}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static PortRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int first = Integer.parseInt(form.group(1));
      int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
      if (first >= 1 && first <= last && last <= 65535) {
        return new PortRange(first, last);
      }
    }
    throw new IllegalArgumentException(
        '"' + text + "\" is not a port or a range such as 8000-8099");
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
