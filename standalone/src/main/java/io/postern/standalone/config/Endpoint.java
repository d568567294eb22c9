package io.postern.standalone.config;

import java.net.InetSocketAddress;

/**
 * An address and a port to listen on.
 *
 * @param host a name, or an address without brackets
 * @param port 0: any that is free
 */
public record Endpoint(String host, int port) {

  /**
   * Reads {@code host:port} or {@code [::1]:port}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
      throw wrong(text);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= 65535) {
        return new Endpoint(host, port);
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw wrong(text);
  }

  /** Where a listener ended up, in this form. */
  public static Endpoint of(InetSocketAddress address) {
    return new Endpoint(address.getHostString(), address.getPort());
  }

  /** With the host resolved; an unresolved address where it cannot be. */
  public InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ':' + port : '[' + host + "]:" + port;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not an address and a port such as 127.0.0.1:3128 or [::1]:3128");
  }
}
