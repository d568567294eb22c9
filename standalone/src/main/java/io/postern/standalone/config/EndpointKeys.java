package io.postern.standalone.config;

import java.util.List;

/** The keys of {@code auth-endpoint}. */
final class EndpointKeys {
  private static final Key<Endpoint> LISTEN =
      Key.optional(
          "auth-endpoint.listen", Kinds.ENDPOINT, "it is off", "127.0.0.1:9408", "Where they ask.");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "auth-endpoint",
          "Decides for nginx, Envoy, Traefik, Caddy, HAProxy and Apache httpd, over HTTP.",
          List.of(LISTEN));

  private EndpointKeys() {}

  static void check(Values values) {
    if (values.has(LISTEN)) {
      values.problem(LISTEN.path(), "is not available in this build");
    }
  }
}
