package io.postern.answer;

import java.util.regex.Pattern;

/** Text as HTML. */
public final class Html {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private Html() {}

  /** Safe in an element and in a quoted attribute. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Escaped, and with {@code <code>} where the text has backquotes. */
  public static String prose(String text) {
    return CODE.matcher(escaped(text)).replaceAll("<code>$1</code>");
  }

  /** A link that shows where it leads. */
  public static String link(Object url) {
    String address = escaped(url.toString());
    return "<a href=\"" + address + "\">" + address + "</a>";
  }
}
