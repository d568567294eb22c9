package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServiceHoldTest {
  private final AtomicLong now = new AtomicLong();
  private final ServiceHold hold = new ServiceHold(now::get);

  @Test
  void refused_samePassword_isHeldAMinuteThenTen() {
    hold.refused(octets("old"));
    assertThat(hold.holds(octets("old"))).isTrue();

    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(hold.holds(octets("old"))).isFalse();

    hold.refused(octets("old"));
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(hold.holds(octets("old"))).isTrue();
  }

  @Test
  void refused_otherPassword_isTriedAtOnce() {
    hold.refused(octets("old"));

    assertThat(hold.holds(octets("new"))).isFalse();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
