package io.postern.netty;

import io.netty.util.AsciiString;
import java.util.Arrays;

/** The request and response fields that a proxy acts on. */
enum FieldName {
  HOST("host"),
  CONNECTION("connection"),
  PROXY_AUTHORIZATION("proxy-authorization"),
  PROXY_CONNECTION("proxy-connection"),
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  EXPECT("expect"),
  UPGRADE("upgrade"),
  VIA("via"),
  MAX_FORWARDS("max-forwards"),
  AUTHORIZATION("authorization"),
  WWW_AUTHENTICATE("www-authenticate"),
  ACCEPT("accept"),
  ACCEPT_LANGUAGE("accept-language"),
  /** Ends here, whatever it says. */
  HOP_BY_HOP("keep-alive", "te", "trailer", "http2-settings", "proxy"),
  /** Says who the user is, in the voice of a proxy: a client has no business with it. */
  IDENTITY(
      "remote-user",
      "remote_user",
      "x-remote-user",
      "x_remote_user",
      "x-authenticated-user",
      "x_authenticated_user",
      "x-forwarded-user",
      "x_forwarded_user"),
  /** Ends here, as every other field whose name begins so; but see {@link #PROXY_STATUS}. */
  PROXY_ANYTHING("proxy-authenticate", "proxy-authentication-info"),
  /** A response field that every proxy on the way adds to (RFC 9209). */
  PROXY_STATUS("proxy-status"),
  OTHER;

  private static final AsciiString PROXY_PREFIX = AsciiString.cached("proxy-");
  private static final int LONGEST = 25;
  private static final FieldName[][] BY_LENGTH = new FieldName[LONGEST + 1][];

  static {
    for (int length = 0; length <= LONGEST; length++) {
      BY_LENGTH[length] = ofLength(length);
    }
  }

  private final AsciiString[] spellings;

  FieldName(String... spellings) {
    this.spellings = new AsciiString[spellings.length];
    for (int i = 0; i < spellings.length; i++) {
      this.spellings[i] = AsciiString.cached(spellings[i]);
    }
  }

  /** Which of them {@code name} is, in any case of its letters. */
  static FieldName of(CharSequence name) {
    int length = name.length();
    if (length <= LONGEST) {
      for (FieldName candidate : BY_LENGTH[length]) {
        for (AsciiString spelling : candidate.spellings) {
          if (spelling.length() == length && spelling.contentEqualsIgnoreCase(name)) {
            return candidate;
          }
        }
      }
    }
    return PROXY_PREFIX.regionMatches(true, 0, name, 0, PROXY_PREFIX.length())
        ? PROXY_ANYTHING
        : OTHER;
  }

  /**
   * Whether these credentials or this challenge are of a scheme that proves the user once for a
   * connection (RFC 4559 §6), so that nobody else may use it.
   */
  static boolean bindsConnection(CharSequence value) {
    return beginsWith(value, "NTLM") || beginsWith(value, "Negotiate");
  }

  private static boolean beginsWith(CharSequence value, String scheme) {
    int length = scheme.length();
    return AsciiString.regionMatches(value, true, 0, scheme, 0, length)
        && (value.length() == length || " ,".indexOf(value.charAt(length)) >= 0);
  }

  /** Whether it goes on as it is: it does not end here, and is not written anew. */
  boolean isEndToEnd() {
    return switch (this) {
      case HOST,
          CONNECTION,
          PROXY_AUTHORIZATION,
          PROXY_CONNECTION,
          CONTENT_LENGTH,
          TRANSFER_ENCODING,
          EXPECT,
          UPGRADE,
          MAX_FORWARDS,
          HOP_BY_HOP,
          IDENTITY,
          PROXY_ANYTHING ->
          false;
      default -> true;
    };
  }

  private static FieldName[] ofLength(int length) {
    return Arrays.stream(values()).filter(name -> name.isSpelt(length)).toArray(FieldName[]::new);
  }

  private boolean isSpelt(int length) {
    return Arrays.stream(spellings).anyMatch(spelling -> spelling.length() == length);
  }
}
