package io.postern.gate;

import org.jspecify.annotations.Nullable;

/**
 * What an adapter asks the gate. Its {@code toString} hides the credentials.
 *
 * @param adapter who asks, such as {@code proxy}: a metric label
 * @param method the HTTP method; empty where the adapter does not know it
 * @param target where the client wants to go; null where the adapter does not know it
 * @param credentials the value of the credentials field; null if there is none
 */
public record AuthRequest(
    String adapter,
    AuthField field,
    String method,
    @Nullable Target target,
    @Nullable String credentials) {

  /**
   * Where a client wants to go.
   *
   * @param host as the client wrote it, without the brackets of an IPv6 address
   */
  public record Target(String host, int port) {
    @Override
    public String toString() {
      return host.indexOf(':') < 0 ? host + ':' + port : '[' + host + "]:" + port;
    }
  }

  @Override
  public String toString() {
    return adapter + ' ' + method + ' ' + target;
  }
}
