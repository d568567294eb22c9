package io.postern.squid;

import java.util.LinkedHashMap;
import java.util.Map;

/** A reply as Squid reads it: channel, result, notes, and the rest (Helper::Reply::finalize). */
record ReplyReader(String channel, String result, Map<String, String> notes, String text) {

  static ReplyReader read(String line) {
    int at = 0;
    String channel = "";
    if (Character.isDigit(line.charAt(0))) {
      at = line.indexOf(' ');
      channel = line.substring(0, at++);
    }
    int end = line.indexOf(' ', at);
    String result = line.substring(at, end < 0 ? line.length() : end);
    Map<String, String> notes = new LinkedHashMap<>();
    at = end < 0 ? line.length() : end + 1;
    while (at < line.length()) {
      int key = at;
      while (key < line.length() && isKey(line.charAt(key))) {
        key++;
      }
      if (key + 1 >= line.length() || line.charAt(key) != '=' || line.charAt(key + 1) == ' ') {
        break;
      }
      StringBuilder value = new StringBuilder();
      int next = word(line, key + 1, value);
      notes.merge(line.substring(at, key), value.toString(), (a, b) -> a + '|' + b);
      at = next;
    }
    return new ReplyReader(channel, result, notes, line.substring(Math.min(at, line.length())));
  }

  private static boolean isKey(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  /** As strwordtok: quotes toggle, a backslash escapes, white space ends. */
  private static int word(String line, int from, StringBuilder value) {
    boolean quoted = false;
    int at = from;
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '\\' && at + 1 < line.length()) {
        value.append(line.charAt(++at));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        return at + 1;
      } else {
        value.append(c);
      }
    }
    return at;
  }
}
