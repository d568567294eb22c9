package io.postern.ldap;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The hours of the week at which an account may sign in: a bit for each, in UTC, from Sunday. */
final class LogonHours {
  private static final int WEEK = 7 * 24;

  private LogonHours() {}

  /**
   * When they end: the first moment from {@code now} on at which the account may not sign in.
   *
   * @param hours the attribute; null, or of another length: every hour
   * @return null: never
   */
  static @Nullable Instant end(byte @Nullable [] hours, Instant now) {
    if (hours == null || hours.length != WEEK / Byte.SIZE) {
      return null;
    }
    ZonedDateTime hour = now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS);
    int first = hour.getDayOfWeek().getValue() % 7 * 24 + hour.getHour();
    for (int i = 0; i < WEEK; i++) {
      int bit = (first + i) % WEEK;
      if ((hours[bit / Byte.SIZE] & (1 << bit % Byte.SIZE)) == 0) {
        return i == 0 ? now : hour.plusHours(i).toInstant();
      }
    }
    return null;
  }
}
