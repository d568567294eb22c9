package io.postern.endpoint;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the fields that the endpoint reads and writes, and how to read one safely. */
final class Fields {
  static final String X_PROXY_AUTHORIZATION = "X-Proxy-Authorization";
  static final String FORWARDED_FOR = "X-Forwarded-For";
  static final String FORWARDED_METHOD = "X-Forwarded-Method";
  static final String FORWARDED_HOST = "X-Forwarded-Host";
  static final String FORWARDED_PORT = "X-Forwarded-Port";
  static final String FORWARDED_PROTO = "X-Forwarded-Proto";

  static final String USER = "Remote-User";
  static final String GROUPS = "Remote-Groups";
  static final String PASSWORD_EXPIRES = "Postern-Password-Expires";
  static final String DECISION = "Postern-Decision";
  static final String REASON = "Postern-Reason";
  static final String STATUS = "X-Auth-Status";

  private static final Set<String> OWN =
      Set.of(
          "authorization",
          "proxy-authorization",
          "x-proxy-authorization",
          "x-forwarded-for",
          "x-forwarded-method",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "remote-user",
          "remote-groups",
          "postern-password-expires",
          "postern-decision",
          "postern-reason",
          "x-auth-status");

  private Fields() {}

  /**
   * Whether a field imitates one of ours with underscores for hyphens: what stands behind a proxy,
   * such as CGI, takes both for one (CVE-2025-64484).
   */
  static boolean imitateOurs(HttpHeaders headers) {
    for (Map.Entry<String, String> field : headers) {
      String name = field.getKey();
      if (name.indexOf('_') >= 0 && OWN.contains(name.replace('_', '-').toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field is there more than once, and says more than one thing. */
  static boolean isAmbiguous(HttpHeaders headers, String name) {
    List<String> values = headers.getAll(name);
    return values.size() > 1 && Set.copyOf(values).size() > 1;
  }

  /** A field's value without the white space around it; null if it is missing or empty. */
  static @Nullable String value(HttpHeaders headers, String name) {
    String value = headers.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
