package io.postern.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach the proxy.
 *
 * @param tls whether they talk TLS to it
 * @param host without the brackets of an IPv6 address
 */
record ProxyAddress(boolean tls, String host, int port) {
  /** Nothing that could end an attribute, a string or a shell's word. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:([A-Za-z0-9._-]{1,253})|\\[([0-9A-Fa-f:.]{2,45})])(?::(\\d{1,5}))?");

  /**
   * What a client calls the proxy by its Host field.
   *
   * @return an example if {@code authority} is no plain host and port
   */
  static ProxyAddress of(@Nullable String authority, boolean tls) {
    Matcher form = AUTHORITY.matcher(authority == null ? "" : authority);
    if (!form.matches()) {
      return new ProxyAddress(tls, "proxy.example.com", 3128);
    }
    String name = form.group(1);
    String port = form.group(3);
    return new ProxyAddress(
        tls,
        name == null ? form.group(2) : name,
        port == null ? defaultPort(tls) : Integer.parseInt(port));
  }

  String scheme() {
    return tls ? "https" : "http";
  }

  String authority() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }

  /** What {@code gap} of a template stands for; null if it is about something else. */
  @Nullable String fill(String gap) {
    return switch (gap) {
      case "scheme" -> scheme();
      case "host" -> host;
      case "port" -> Integer.toString(port);
      case "authority" -> authority();
      case "proxy" -> scheme() + "://" + authority();
      case "pac" -> scheme() + "://" + authority() + "/proxy.pac";
      // https://developer.mozilla.org/docs/Web/HTTP/Proxy_servers_and_tunneling: the words of PAC.
      case "keyword" -> tls ? "HTTPS" : "PROXY";
      default -> null;
    };
  }

  private static int defaultPort(boolean tls) {
    return tls ? 443 : 80;
  }
}
