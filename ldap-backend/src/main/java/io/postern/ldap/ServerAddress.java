package io.postern.ldap;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Where a directory server listens.
 *
 * @param secure whether TLS comes before LDAP ({@code ldaps:})
 * @param host a name or an address literal, IPv6 without brackets; what the certificate must say
 */
public record ServerAddress(boolean secure, String host, int port) {
  private static final Set<String> SCHEMES = Set.of("ldap", "ldaps");

  public ServerAddress {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a server: " + host + ":" + port);
    }
  }

  /**
   * Reads {@code ldap://host[:port]} or {@code ldaps://host[:port]}.
   *
   * @throws IllegalArgumentException for anything else, with a message for an administrator
   */
  public static ServerAddress parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException notUri) {
      throw new IllegalArgumentException("not a URL: " + url, notUri);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "must be ldaps://host[:port] or ldap://host[:port]: " + url);
    }
    if (!(uri.getPath().isEmpty() || uri.getPath().equals("/")) || uri.getQuery() != null) {
      throw new IllegalArgumentException("a server has no path; set base-dn instead: " + url);
    }
    boolean secure = scheme.equals("ldaps");
    String host = uri.getHost().replace("[", "").replace("]", "");
    return new ServerAddress(
        secure, host, uri.getPort() < 0 ? (secure ? 636 : 389) : uri.getPort());
  }

  /** Whether the host is written as this machine's own, so that nothing is sent over a network. */
  boolean isLoopback() {
    return host.equalsIgnoreCase("localhost")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
        || host.equals("::1");
  }

  /** As in logs and metrics: {@code host:port}. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
