package io.postern.standalone.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Words {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CALENDAR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

  private Words() {}

  static String time(Instant time, ZoneId zone) {
    return CLOCK.format(time.atZone(zone));
  }

  static String dateAndTime(Instant time, ZoneId zone) {
    return CALENDAR.format(time.atZone(zone));
  }

  /** The two largest units: {@code 3 d 4 h}, {@code 12 s}. */
  static String duration(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
        : duration.toSeconds() + " s";
  }

  /** With one decimal where that says more. */
  static String rate(double perSecond) {
    return String.format(
        Locale.ROOT, perSecond > 0 && perSecond < 100 ? "%.1f" : "%.0f", perSecond);
  }

  static String percent(double share) {
    return String.format(
        Locale.ROOT, share > 0 && share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
  }
}
