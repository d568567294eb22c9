package io.postern.it.proxies;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy that is in no Debian package asks the endpoint, by its documentation, and what it
 * then gives its client. The proxy itself is not run.
 *
 * @param question its request line and fields
 * @param errors the status it gives for a 5xx of the endpoint's; 0: the endpoint's own
 */
record WireFront(String name, int endpoint, String credentials, List<String> question, int errors)
    implements FrontProxy {

  /**
   * Envoy's ext_authz over HTTP: the client's own method and host, {@code path_prefix} and its
   * path, and the fields that {@code allowed_headers} names. A 5xx becomes {@code status_on_error}.
   */
  static WireFront envoy(SharedPostern postern) {
    return new WireFront(
        "Envoy (by its documentation)",
        postern.endpointPort,
        "Proxy-Authorization: ",
        List.of("GET /envoy/page HTTP/1.1", "Content-Length: 0", "X-Forwarded-For: 192.0.2.7"),
        503);
  }

  /** Traefik's ForwardAuth: a GET with the client's fields, and what it wanted in X-Forwarded-*. */
  static WireFront traefik(SharedPostern postern) {
    return new WireFront(
        "Traefik (by its documentation)",
        postern.endpointPort,
        "Authorization: ",
        List.of(
            "GET /traefik HTTP/1.1",
            "X-Forwarded-For: 192.0.2.7",
            "X-Forwarded-Host: intranet.example.com",
            "X-Forwarded-Method: GET",
            "X-Forwarded-Port: 80",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Server: traefik",
            "X-Forwarded-Uri: /page"),
        0);
  }

  @Override
  public Got get(@Nullable String user, @Nullable String password) {
    Stream<String> fields = question.stream().skip(1);
    Stream<String> proof =
        user == null || password == null
            ? Stream.of()
            : Stream.of(credentials + Got.basic(user, password));
    Got answer =
        Got.from(
            endpoint,
            question.get(0),
            "www.example.com",
            Stream.concat(fields, proof).toArray(String[]::new));
    return answer.status() >= 500 && errors != 0 ? new Got(errors, List.of(), "") : answer;
  }

  @Override
  public void close() {
    // Nothing runs.
  }
}
