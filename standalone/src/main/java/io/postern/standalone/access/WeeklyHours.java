package io.postern.standalone.access;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hours of some days of the week, in the server's time zone. Hours that end before they begin end
 * on the next day.
 *
 * @param days the days on which the hours begin
 * @param from the first minute
 * @param to the minute behind the last; midnight means the end of the day
 */
public record WeeklyHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
  private static final List<String> NAMES =
      Arrays.stream(DayOfWeek.values())
          .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
          .toList();
  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z,-]+) +)?(\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");

  /**
   * Reads {@code Mon-Fri 08:00-18:00}, {@code Sat,Sun 10:00-12:00} or {@code 22:00-06:00}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static WeeklyHours parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw wrong(text);
    }
    Set<DayOfWeek> days = form.group(1) == null ? EnumSet.allOf(DayOfWeek.class) : days(form, text);
    return new WeeklyHours(days, time(form, 2, text), time(form, 4, text));
  }

  boolean contain(LocalDateTime moment) {
    LocalTime time = moment.toLocalTime();
    DayOfWeek today = moment.getDayOfWeek();
    boolean begun = !time.isBefore(from);
    boolean over = !to.equals(LocalTime.MIDNIGHT) && !time.isBefore(to);
    if (to.equals(LocalTime.MIDNIGHT) || from.isBefore(to)) {
      return days.contains(today) && begun && !over;
    }
    return (days.contains(today) && begun) || (days.contains(today.minus(1)) && !over);
  }

  @Override
  public String toString() {
    String names =
        days.stream()
            .sorted()
            .map(day -> day.name().charAt(0) + NAMES.get(day.ordinal()).substring(1))
            .collect(Collectors.joining(","));
    return (days.size() == NAMES.size() ? "" : names + ' ') + from + '-' + to;
  }

  private static Set<DayOfWeek> days(Matcher form, String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : form.group(1).split(",", -1)) {
      String[] ends = part.split("-", -1);
      DayOfWeek first = day(ends[0], text);
      DayOfWeek last = ends.length == 2 ? day(ends[1], text) : first;
      if (ends.length > 2) {
        throw wrong(text);
      }
      for (DayOfWeek day = first; ; day = day.plus(1)) {
        days.add(day);
        if (day == last) {
          break;
        }
      }
    }
    return days;
  }

  private static DayOfWeek day(String name, String text) {
    int index = NAMES.indexOf(name.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw wrong(text);
    }
    return DayOfWeek.of(index + 1);
  }

  private static LocalTime time(Matcher form, int group, String text) {
    int hour = Integer.parseInt(form.group(group));
    int minute = Integer.parseInt(form.group(group + 1));
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) {
      throw wrong(text);
    }
    return LocalTime.of(hour % 24, minute);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        '"' + text + "\" is not hours such as \"Mon-Fri 08:00-18:00\" or \"22:00-06:00\"");
  }
}
