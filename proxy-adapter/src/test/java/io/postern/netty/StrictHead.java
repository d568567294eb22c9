package io.postern.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request's head as one reads it who knows RFC 9112 by the letter, and forgives nothing. */
record StrictHead(String method, String target, String version, List<Field> fields, String rest) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e]++) HTTP/(1\\.[01])");
  private static final Pattern FIELD_LINE =
      Pattern.compile("(" + TOKEN + "):[ \t]*+([\t\\x20-\\x7e\\x80-\\xff]*+)");

  /** A field's name as it was written, its value without the white space around it. */
  record Field(String name, String value) {}

  /** Reads a head behind any line ends (§2.2 has them ignored); null if it is none. */
  static StrictHead read(String octets) {
    String text = octets.replaceFirst("^[\r\n]+", "");
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, Math.max(0, end)).split("\r\n", -1);
    Matcher request = REQUEST_LINE.matcher(lines[0]);
    if (!request.matches()) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD_LINE.matcher(lines[i]);
      if (!field.matches()) {
        return null;
      }
      fields.add(new Field(field.group(1), field.group(2).replaceFirst("[ \t]+$", "")));
    }
    String rest = text.substring(end + 4);
    return new StrictHead(request.group(1), request.group(2), request.group(3), fields, rest);
  }

  List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** What its framing says of a body, in {@link RequestHead#contentLength}'s terms. */
  long bodyLength() {
    List<String> lengths = values("Content-Length");
    List<String> codings = values("Transfer-Encoding");
    if (codings.isEmpty() && lengths.isEmpty()) {
      return RequestHead.NONE;
    }
    if (codings.isEmpty() && lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}")) {
      return Long.parseLong(lengths.get(0));
    }
    boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    if (chunked && lengths.isEmpty()) {
      return RequestHead.CHUNKED;
    }
    throw new AssertionError("framed in two ways: " + lengths + codings);
  }
}
