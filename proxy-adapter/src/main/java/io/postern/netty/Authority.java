package io.postern.netty;

import io.netty.util.NetUtil;
import io.postern.gate.AuthRequest.Target;
import org.jspecify.annotations.Nullable;

/**
 * The authority of a request: a host and a port, and nothing else (RFC 3986 §3.2 without userinfo).
 * Stricter than the grammar where two readers could differ: no percent-encoding, no address in
 * another spelling than the usual one.
 */
final class Authority {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private Authority() {}

  /**
   * Reads {@code text} from {@code from} to {@code to}.
   *
   * @param defaultPort the port where none is written; 0: one must be
   * @return null if it is no such authority
   */
  static @Nullable Target parse(String text, int from, int to, int defaultPort) {
    boolean brackets = from < to && text.charAt(from) == '[';
    int hostEnd = brackets ? text.indexOf(']', from) : colon(text, from, to);
    if (hostEnd < 0 || hostEnd > to) {
      return null;
    }
    int portAt = brackets ? hostEnd + 1 : hostEnd;
    int port = portAt == to ? defaultPort : port(text, portAt, to);
    if (port == 0) {
      return null;
    }
    String host = text.substring(brackets ? from + 1 : from, hostEnd);
    return (brackets ? isIpv6(host) : isName(host)) ? new Target(host, port) : null;
  }

  private static int colon(String text, int from, int to) {
    int colon = text.indexOf(':', from);
    return colon < 0 || colon > to ? to : colon;
  }

  /** A port behind a colon; 0 if it is none. */
  private static int port(String text, int colon, int to) {
    int digits = to - colon - 1;
    if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
      return 0;
    }
    int port = 0;
    for (int i = colon + 1; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      port = port * 10 + digit;
    }
    return port > 65535 ? 0 : port;
  }

  /** An IPv6 address without a zone: which interface to take is not the client's to say. */
  private static boolean isIpv6(String host) {
    boolean dotted = host.indexOf('.') >= 0;
    return host.indexOf('%') < 0
        && NetUtil.isValidIpV6Address(host)
        && !(dotted && hasOctal(host.substring(host.lastIndexOf(':') + 1)));
  }

  private static boolean isName(String host) {
    int length = host.length();
    if (length == 0 || length > LONGEST_NAME) {
      return false;
    }
    int label = 0;
    for (int i = 0; i < length; i++) {
      char c = host.charAt(i);
      if (c == '.') {
        if (i == label) {
          return false;
        }
        label = i + 1;
      } else if (!isNameChar(c) || i - label == LONGEST_LABEL) {
        return false;
      }
    }
    return !endsInNumber(host) || (NetUtil.isValidIpV4Address(host) && !hasOctal(host));
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /**
   * Whether some would read {@code host} as an IPv4 address: 127.1, 0x7f000001 and 2130706433 are
   * all spellings of one (WHATWG URL, "ends in a number").
   */
  private static boolean endsInNumber(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int start = host.lastIndexOf('.', end - 1) + 1;
    boolean hex =
        end - start >= 2 && host.charAt(start) == '0' && (host.charAt(start + 1) | 0x20) == 'x';
    for (int i = hex ? start + 2 : start; i < end; i++) {
      char c = host.charAt(i);
      boolean digit = (c >= '0' && c <= '9') || (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f');
      if (!digit) {
        return false;
      }
    }
    return true;
  }

  /** Whether a number begins with a zero, which some read as octal. */
  private static boolean hasOctal(String dotted) {
    for (int i = 0; i + 1 < dotted.length(); i++) {
      boolean first = i == 0 || dotted.charAt(i - 1) == '.';
      if (first && dotted.charAt(i) == '0' && dotted.charAt(i + 1) != '.') {
        return true;
      }
    }
    return false;
  }
}
