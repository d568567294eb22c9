package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogonHoursTest {
  /** A Saturday: the week's last day, whose hours are the last three octets. */
  private static final Instant SATURDAY_EVENING = Instant.parse("2026-11-21T22:17:00Z");

  private final byte[] hours = new byte[21];

  @Test
  void end_everyHour_isNever() {
    Arrays.fill(hours, (byte) 0xff);

    assertThat(LogonHours.end(hours, SATURDAY_EVENING)).isNull();
    assertThat(LogonHours.end(null, SATURDAY_EVENING)).isNull();
    assertThat(LogonHours.end(new byte[3], SATURDAY_EVENING)).isNull();
  }

  @Test
  void end_noHour_isNow() {
    assertThat(LogonHours.end(hours, SATURDAY_EVENING)).isEqualTo(SATURDAY_EVENING);
  }

  @Test
  void end_hoursToMidnightAndBeyond_isTheFirstThatIsNotAllowed() {
    hours[20] = (byte) 0xc0;
    hours[0] = 0x01;

    assertThat(LogonHours.end(hours, SATURDAY_EVENING)).isEqualTo("2026-11-22T01:00:00Z");
  }
}
