package io.postern.it.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All that a client got on one connection, taken apart.
 *
 * @param statuses of the final answers, in order
 * @param fault what could not be taken apart; null: nothing
 */
record Answers(List<Integer> statuses, String text, String fault) {

  static Answers of(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    List<Integer> statuses = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      if (end < 0 || !text.startsWith("HTTP/1.1 ", at)) {
        return new Answers(statuses, text, "no answer at " + at + ": " + text.substring(at));
      }
      String head = text.substring(at, end);
      int status = Integer.parseInt(head.substring(9, 12));
      at = end + 4;
      if (status < 200) {
        continue;
      }
      statuses.add(status);
      String length = value(head, "content-length");
      if (length == null) {
        return new Answers(statuses, text, null); // a tunnel, or up to the end
      }
      // An answer to a HEAD has a length and no body.
      int body = Integer.parseInt(length);
      at = text.startsWith("HTTP/1.1 ", at) ? at : at + body;
      if (at > text.length() && at - body != text.length()) {
        return new Answers(statuses, text, "a body cut short");
      }
    }
    return new Answers(statuses, text, null);
  }

  int first() {
    return statuses.isEmpty() ? 0 : statuses.get(0);
  }

  private static String value(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }
}
