package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationRulesTest {
  private static final DestinationRules USUAL =
      DestinationRules.of(List.of("loopback", "link-local"), List.of());
  private static final DestinationRules NONE = DestinationRules.of(List.of(), List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:0:1:1:0:0:80ff:fffe",
        "2001:db8::5efe:7f00:1",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
      })
  void permits_loopbackOrLinkLocalInAnyForm_isFalse(String address) throws Exception {
    assertThat(USUAL.permits(address(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "::ffff:224.0.0.1",
      })
  void permits_addressThatNobodyHas_isFalseWhateverTheRules(String address) throws Exception {
    assertThat(NONE.permits(address(address))).isFalse();
    assertThat(DestinationRules.of(List.of(), List.of(address)).permits(address(address)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "10.0.0.1", "192.168.1.1", "2001:4860:4860::8888", "fd12::1"})
  void permits_anythingElse_isTrue(String address) throws Exception {
    assertThat(USUAL.permits(address(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.1.2.3", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1", "fec0::1"})
  void permits_privateWhereTheyAreClosed_isFalse(String address) throws Exception {
    assertThat(DestinationRules.of(List.of("private"), List.of()).permits(address(address)))
        .isFalse();
  }

  @Test
  void permits_exception_isTrueForItOnly() throws Exception {
    DestinationRules rules = DestinationRules.of(List.of("private"), List.of("10.1.0.0/16"));

    assertThat(rules.permits(address("10.1.2.3"))).isTrue();
    assertThat(rules.permits(address("10.2.2.3"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 1.2.3.4, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::1, 2001:db8::1, true",
    "2001:db8::1, 2001:db8::2, false",
  })
  void contains_address_comparesThePrefix(String block, String address, boolean contained)
      throws Exception {
    assertThat(Cidr.parse(block).contains(address(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "loopbak",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "2001:db8::/129",
        "example.com",
      })
  void of_nonsense_isRefused(String text) {
    assertThatThrownBy(() -> DestinationRules.of(List.of(text), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** By octets where Java would fold a mapped address into IPv4. */
  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByAddress(io.netty.util.NetUtil.createByteArrayFromIpAddressString(text));
  }
}
