package io.postern.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "255.255.255.255, 255.255.255.255",
    "::1, 0:0:0:0:0:0:0:1",
    "2001:DB8::7, 2001:db8:0:0:0:0:0:7",
    "::ffff:192.0.2.7, 192.0.2.7",
  })
  void at_addressLiteral_isThere(String literal, String address) {
    assertThat(Client.at(literal)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "localhost",
        "10.0.0.256",
        "10.0.0",
        "10.0.0.1.2",
        "1",
        "0x7f.1",
        "[::1]",
        "::g",
        "1:2:3:4:5:6:7:8:9",
        ".:1",
        "fe80::1%eth0",
        "10.0.0.1 ",
        "a.example:80"
      })
  void at_anythingElse_isUnknown(String text) {
    assertThat(Client.at(text)).isEqualTo(Client.UNKNOWN);
  }

  @Test
  void toString_unknown_isADash() {
    assertThat(Client.UNKNOWN).hasToString("-");
  }
}
