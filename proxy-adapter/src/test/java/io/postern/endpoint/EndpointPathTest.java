package io.postern.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.postern.gate.AuthField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPathTest {

  @ParameterizedTest
  @CsvSource({
    "/nginx, NGINX, ORIGIN",
    "/nginx?x=1, NGINX, ORIGIN",
    "/nginx/, NGINX, ORIGIN",
    "/proxy/nginx, NGINX, PROXY",
    "/traefik, TRAEFIK, ORIGIN",
    "/caddy, CADDY, ORIGIN",
    "/haproxy, HAPROXY, PROXY",
    "/origin/haproxy, HAPROXY, ORIGIN",
    "/apache, APACHE, ORIGIN",
    "/generic, GENERIC, PROXY",
    "/origin/generic, GENERIC, ORIGIN",
    "/envoy/some/path?q=/proxy/nginx, ENVOY, PROXY",
    "/envoy/origin/nginx, ENVOY, PROXY",
    "/origin/envoy/proxy, ENVOY, ORIGIN",
  })
  void of_path_isDialectAndField(String target, EndpointDialect dialect, AuthField field) {
    assertThat(EndpointPath.of(HttpMethod.GET, target)).isEqualTo(new EndpointPath(dialect, field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "*",
        "/nginxx",
        "/NGINX",
        "//nginx",
        "/proxy",
        "/proxy/",
        "/proxy/proxy/nginx",
        "/x/nginx",
        "nginx",
        "http://host/nginx",
        "/%6eginx",
        "/../nginx",
        "/generic%2f"
      })
  void of_anythingElse_isNone(String target) {
    assertThat(EndpointPath.of(HttpMethod.GET, target)).isNull();
  }

  @Test
  void of_connect_isEnvoys() {
    assertThat(EndpointPath.of(HttpMethod.CONNECT, "www.example.com:443"))
        .isEqualTo(new EndpointPath(EndpointDialect.ENVOY, AuthField.PROXY));
  }
}
