package io.postern.answer;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of now as the field Date has it (RFC 9110 §6.6.1), made once a second. Thread-safe. */
public final class HttpDate {
  /** The field's name. */
  public static final String NAME = "Date";

  /** IMF-fixdate (RFC 9110 §5.6.7): the JDK's RFC 1123 format has days of one digit. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private volatile Second last = new Second(Long.MIN_VALUE, "");

  public HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  /** The field's value. */
  public String now() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    Second known = last;
    if (known.second != second) {
      known = new Second(second, FORMAT.format(Instant.ofEpochSecond(second)));
      last = known;
    }
    return known.text;
  }

  private record Second(long second, String text) {}
}
