package io.postern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.netty.ProxySettings;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FileDescriptorsTest {
  private static final ProxySettings SETTINGS = ProxySettings.on(new InetSocketAddress(0));
  private static final int WANTED = SETTINGS.limits().connections();

  @Test
  void divide_enough_leavesTheConnectionsAndKeepsTheOthersFree() {
    ProxySettings.Limits limits = FileDescriptors.divide(131_072, 300, SETTINGS).limits();

    assertThat(limits.connections()).isEqualTo(WANTED);
    assertThat(limits.descriptors()).isEqualTo(131_072 - 300);
  }

  @Test
  void divide_tooFew_turnsClientsAwayEarlier() {
    ProxySettings.Limits limits = FileDescriptors.divide(1024, 300, SETTINGS).limits();

    assertThat(limits.connections()).isEqualTo(362);
    assertThat(limits.descriptors()).isEqualTo(724);
  }

  @Test
  void divide_hardlyAny_givesAQuarter() {
    ProxySettings.Limits limits = FileDescriptors.divide(256, 4000, SETTINGS).limits();

    assertThat(limits.connections()).isEqualTo(32);
    assertThat(limits.descriptors()).isEqualTo(64);
  }
}
