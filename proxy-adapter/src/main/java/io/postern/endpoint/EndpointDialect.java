package io.postern.endpoint;

import io.postern.gate.AuthField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How one kind of proxy asks, and what it makes of an answer's status. */
public enum EndpointDialect {
  /** Any client that takes HTTP's own answers. */
  GENERIC(AuthField.PROXY),

  /**
   * nginx's auth_request. It knows 2xx, 401 and 403 and makes a 500 of everything else, so the true
   * status is in {@code X-Auth-Status}.
   */
  NGINX(AuthField.ORIGIN) {
    @Override
    int status(int status) {
      return switch (status) {
        case 200 -> 200;
        case 401, 407 -> 401;
        default -> 403;
      };
    }
  },

  /**
   * Envoy's ext_authz over HTTP. It sends the client's own request, CONNECT included, and takes a
   * 5xx for an error of the service: {@code failure_mode_allow} must be off.
   */
  ENVOY(AuthField.PROXY),

  /** Traefik's ForwardAuth, which passes refusals on as they are. */
  TRAEFIK(AuthField.ORIGIN),

  /** Caddy's forward_auth, which takes all proxy fields away, coming and going. */
  CADDY(AuthField.ORIGIN),

  /** HAProxy by a Lua action. */
  HAPROXY(AuthField.PROXY),

  /** Apache httpd's mod_authnz_external by a small program, whose exit code is the body. */
  APACHE(AuthField.ORIGIN);

  private final AuthField usualField;

  EndpointDialect(AuthField usualField) {
    this.usualField = usualField;
  }

  /** The field that its credentials are in, where the path does not say. */
  AuthField usualField() {
    return usualField;
  }

  /** The status by which it understands {@code status}. */
  int status(int status) {
    return status;
  }

  /** Its name in a path and in metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable EndpointDialect called(String label) {
    for (EndpointDialect dialect : values()) {
      if (dialect.label().equals(label)) {
        return dialect;
      }
    }
    return null;
  }
}
