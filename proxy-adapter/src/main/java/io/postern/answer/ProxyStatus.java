package io.postern.answer;

import org.jspecify.annotations.Nullable;

/** The Proxy-Status field (RFC 9209): which proxy says no, and why. */
final class ProxyStatus {
  static final String NAME = "Proxy-Status";

  private final String proxy;

  /**
   * Makes the field's first half.
   *
   * @param proxy the proxy's name, a token, as in its Via
   */
  ProxyStatus(String proxy) {
    this.proxy = proxy;
  }

  /**
   * The field.
   *
   * @param error one of RFC 9209's error types
   * @param details a word or a sentence of ours in ASCII, never what a client sent
   * @param decision the decision's name, to ask the help desk about
   */
  Answer.Field field(String error, String details, @Nullable String decision) {
    StringBuilder value = new StringBuilder(96).append(proxy);
    value.append("; error=").append(error).append("; details=\"").append(details).append('"');
    if (decision != null) {
      value.append("; decision=\"").append(decision).append('"');
    }
    return new Answer.Field(NAME, value.toString());
  }
}
