package io.postern.embedded;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** The hours of the week at which an account may sign in: a bit for each, in UTC, from Sunday. */
final class LogonHours {
  /** No hour at all. */
  static final byte[] NONE = new byte[7 * 24 / Byte.SIZE];

  private LogonHours() {}

  /**
   * Whether they include {@code moment}.
   *
   * @param hours null: every hour
   */
  static boolean permit(byte @Nullable [] hours, Instant moment) {
    if (hours == null) {
      return true;
    }
    ZonedDateTime utc = moment.atZone(ZoneOffset.UTC);
    int hour = utc.getDayOfWeek().getValue() % 7 * 24 + utc.getHour();
    return (hours[hour / Byte.SIZE] & (1 << hour % Byte.SIZE)) != 0;
  }
}
