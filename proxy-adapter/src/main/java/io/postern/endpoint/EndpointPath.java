package io.postern.endpoint;

import io.netty.handler.codec.http.HttpMethod;
import io.postern.gate.AuthField;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, by the request's path: {@code /DIALECT}, after {@code /proxy} or {@code /origin} where
 * its credentials are not in its usual field. What follows is the proxy's own affair: Envoy puts
 * the client's path there.
 */
record EndpointPath(EndpointDialect dialect, AuthField field) {

  /**
   * Reads a request target.
   *
   * @return null if it names no dialect
   */
  static @Nullable EndpointPath of(HttpMethod method, String target) {
    if (method.equals(HttpMethod.CONNECT)) {
      // Envoy sends a client's CONNECT as it came, without a path. Nobody else does.
      return new EndpointPath(EndpointDialect.ENVOY, AuthField.PROXY);
    }
    String first = segment(target, 0);
    AuthField field =
        switch (first) {
          case "proxy" -> AuthField.PROXY;
          case "origin" -> AuthField.ORIGIN;
          default -> null;
        };
    String name = field == null ? first : segment(target, first.length() + 1);
    EndpointDialect dialect = EndpointDialect.called(name);
    if (dialect == null) {
      return null;
    }
    return new EndpointPath(dialect, field == null ? dialect.usualField() : field);
  }

  /** The segment that begins with the slash at {@code slash}; empty if there is none. */
  private static String segment(String target, int slash) {
    if (slash >= target.length() || target.charAt(slash) != '/') {
      return "";
    }
    int end = slash + 1;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return target.substring(slash + 1, end);
  }
}
