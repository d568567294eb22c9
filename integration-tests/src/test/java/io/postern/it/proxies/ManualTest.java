package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the manual shows is what we ship, and what we ship is what the other tests here run. */
class ManualTest {

  @ParameterizedTest
  @CsvSource({
    "squid, postern.conf",
    "squid, postern-acl.conf",
    "squid, ERR_POSTERN_REFUSED",
    "nginx, postern.conf",
    "nginx, postern-question.conf",
    "haproxy, haproxy.cfg",
    "haproxy, balancer.cfg",
    "haproxy, postern.lua",
    "apache, postern.conf",
    "apache, apache-authnz",
    "caddy, Caddyfile",
    "envoy, ext_authz.yaml",
    "traefik, postern.yaml",
  })
  void page_ofAProxy_showsTheFileThatWeShip(String proxy, String file) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "with-" + proxy + ".md"));

    assertThat(page).contains("\n" + Shipped.text(proxy + '/' + file) + "```\n");
  }
}
