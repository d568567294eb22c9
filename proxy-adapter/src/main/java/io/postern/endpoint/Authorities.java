package io.postern.endpoint;

import io.postern.gate.AuthRequest.Target;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code host:port} (RFC 3986 §3.2) as a proxy names the client's destination. */
final class Authorities {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:\\[\\]/?#@]{1,253}))(?::([0-9]{1,5}))?");

  private Authorities() {}

  /**
   * The destination.
   *
   * @param usualPort where none is written
   * @return null if it is none
   */
  static @Nullable Target parse(String authority, int usualPort) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return null;
    }
    int port = parts.group(3) == null ? usualPort : Integer.parseInt(parts.group(3));
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return port < 1 || port > 65_535 ? null : new Target(host, port);
  }
}
