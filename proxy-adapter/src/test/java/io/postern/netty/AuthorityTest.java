package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.AuthRequest.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "example.com:443, example.com, 443",
    "EXAMPLE.com.:1, EXAMPLE.com., 1",
    "my_host:65535, my_host, 65535",
    "10.0.0.1:80, 10.0.0.1, 80",
    "[::1]:443, ::1, 443",
    "[2001:db8::a]:8443, 2001:db8::a, 8443",
    "[::ffff:10.0.0.1]:443, ::ffff:10.0.0.1, 443",
    "1.2.3.4.example:443, 1.2.3.4.example, 443",
    "host:00443, host, 443",
    "0x.example:1, 0x.example, 1",
  })
  void parse_hostAndPort_isThem(String text, String host, int port) {
    assertThat(parse(text, 0)).isEqualTo(new Target(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":443",
        "host",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+1",
        "host: 1",
        "host:0x1",
        "host:1:2",
        "host:123456",
        "a@host:1",
        "a:b@host:1",
        "host/:1",
        "host?:1",
        "host#:1",
        "ho%73t:1",
        "h\u00f6st:1",
        "ho\\st:1",
        "a,b:1",
        "host..:1",
        ".:1",
        ".host:1",
        "a..b:1",
        "::1:443",
        "[::1]",
        "[::1:443",
        "[::1]x:443",
        "[::1%eth0]:443",
        "[v1.x]:443",
        "[1.2.3.4]:443",
        "[::ffff:010.0.0.1]:443",
        "127.1:80",
        "0177.0.0.1:80",
        "127.0.0.01:80",
        "0x7f.0.0.1:80",
        "0x7f000001:80",
        "2130706433:80",
        "127.0.0.1.:80",
        "127.0.0x0.1:80",
        "1.2.3.4.5:80",
        "256.1.1.1:80",
        "0:80",
        "host.0x1:80",
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(parse(text, 0)).isNull();
  }

  @Test
  void parse_noPort_takesTheDefaultIfThereIsOne() {
    assertThat(parse("host", 80)).isEqualTo(new Target("host", 80));
    assertThat(parse("[::1]", 80)).isEqualTo(new Target("::1", 80));
  }

  @Test
  void parse_overlong_isNothing() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(parse(label + ":1", 0)).isNotNull();
    assertThat(parse("a" + label + ":1", 0)).isNull();
    assertThat(parse(longest + ":1", 0)).isNotNull();
    assertThat(parse(longest + "a:1", 0)).isNull();
  }

  @Test
  void parse_aPartOfAText_looksNoFurther() {
    assertThat(Authority.parse("http://a:1/b:2", 7, 10, 80)).isEqualTo(new Target("a", 1));
    assertThat(Authority.parse("http://a/b:2", 7, 8, 80)).isEqualTo(new Target("a", 80));
    assertThat(Authority.parse("http://[::1/]", 7, 11, 80)).isNull();
  }

  private static Target parse(String text, int defaultPort) {
    return Authority.parse(text, 0, text.length(), defaultPort);
  }
}
