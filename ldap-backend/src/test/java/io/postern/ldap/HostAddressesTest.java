package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void of_address_needsNoThreadAndNoTime(String address) throws Exception {
    HostAddresses addresses = new HostAddresses(new DnsRecords(null), task -> {});

    assertThat(addresses.of(address, Deadline.after(Duration.ZERO)))
        .containsExactly(InetAddress.getByName(address));
  }
}
