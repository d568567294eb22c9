package io.postern.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor over one field value. A method that does not match leaves the cursor where it was. */
final class FieldReader {
  private final String text;
  private int at;

  FieldReader(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Passes over optional white space; says whether there was any. */
  boolean skipOws() {
    int from = at;
    while (!atEnd() && Grammar.isOws(text.charAt(at))) {
      at++;
    }
    return at > from;
  }

  /** Passes over commas and white space: RFC 9110 §5.6.1 lets a list have empty elements. */
  boolean skipCommas() {
    boolean comma = false;
    while (!atEnd() && (Grammar.isOws(text.charAt(at)) || text.charAt(at) == ',')) {
      comma |= text.charAt(at++) == ',';
    }
    return comma;
  }

  /** Whether an element of a list may end here. */
  boolean atDelimiter() {
    return atEnd() || Grammar.isOws(text.charAt(at)) || text.charAt(at) == ',';
  }

  @Nullable String token() {
    int from = at;
    while (!atEnd() && Grammar.isTchar(text.charAt(at))) {
      at++;
    }
    return at > from ? text.substring(from, at) : null;
  }

  /** A token68 that is followed by a comma, white space and a comma, or the end. */
  @Nullable String token68() {
    int from = at;
    while (!atEnd() && Grammar.isToken68Char(text.charAt(at))) {
      at++;
    }
    boolean any = at > from;
    while (any && !atEnd() && text.charAt(at) == '=') {
      at++;
    }
    int end = at;
    skipOws();
    if (any && (atEnd() || text.charAt(at) == ',')) {
      at = end;
      return text.substring(from, end);
    }
    at = from;
    return null;
  }

  /**
   * The auth-params from here to the end, or to the comma before the next scheme.
   *
   * @return null if something that is neither stands here
   */
  @Nullable List<AuthParam> authParams() {
    List<AuthParam> params = new ArrayList<>();
    while (!atEnd() && text.charAt(at) != ',') {
      int before = at;
      AuthParam param = authParam();
      if (param == null) {
        at = before;
        // Behind a comma it may be the next scheme; behind the scheme itself it is nothing.
        return params.isEmpty() ? null : params;
      }
      params.add(param);
      skipOws();
      if (!atEnd() && text.charAt(at) != ',') {
        return null;
      }
      skipCommas();
    }
    return params;
  }

  private @Nullable AuthParam authParam() {
    String name = token();
    if (name == null) {
      return null;
    }
    skipOws();
    if (atEnd() || text.charAt(at) != '=') {
      return null;
    }
    at++;
    skipOws();
    String value = !atEnd() && text.charAt(at) == '"' ? quotedString() : token();
    return value == null ? null : new AuthParam(name, value);
  }

  private @Nullable String quotedString() {
    StringBuilder value = new StringBuilder();
    for (at++; !atEnd(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        if (++at == text.length()) {
          return null;
        }
        c = text.charAt(at);
      }
      if (!Grammar.isQuotable(c)) {
        return null;
      }
      value.append(c);
    }
    return null;
  }
}
