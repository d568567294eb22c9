package io.postern.standalone.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  @ParameterizedTest
  @CsvSource({
    "www.example.com,  www.example.com,   true",
    "www.example.com,  WWW.Example.COM.,  true",
    "www.example.com,  example.com,       false",
    "*.example.com,    www.example.com,   true",
    "*.example.com,    a.b.example.com,   true",
    "*.example.com,    example.com,       false",
    "*.example.com,    badexample.com,    false",
    ".example.com,     example.com,       true",
    ".example.com,     www.example.com,   true",
    ".example.com,     badexample.com,    false",
    "bücher.example,   xn--bcher-kva.example, true",
    "xn--bcher-kva.example, BÜCHER.example, true",
    "10.0.0.0/8,       10.200.3.4,        true",
    "10.0.0.0/8,       11.0.0.1,          false",
    "10.0.0.0/8,       ::ffff:10.1.2.3,   true",
    "10.0.0.0/8,       ten.example.com,   false",
    "10.128.0.0/9,     10.127.255.255,    false",
    "10.128.0.0/9,     10.128.0.0,        true",
    "192.0.2.1,        192.0.2.1,         true",
    "192.0.2.1,        192.0.2.2,         false",
    "2001:db8::/32,    2001:db8:1::1,     true",
    "2001:db8::/32,    2001:db9::1,       false",
    "0.0.0.0/0,        192.0.2.2,         true",
  })
  void contains_host_asTheFormSays(String destination, String host, boolean contained) {
    assertThat(Destination.parse(destination).contains(Destination.Host.of(host)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "*.", "a b", "http://example.com", "example.com:443", "10.0.0.0/33"})
  void parse_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
  }
}
