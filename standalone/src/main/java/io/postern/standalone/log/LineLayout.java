package io.postern.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Marker;

/**
 * One line for each event: the time, the level unless it is INFO, and the message. A stack trace
 * follows an ERROR only, which is a defect.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final int LONGEST = 2_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ');
    if (event.getLevel() != Level.INFO) {
      line.append(event.getLevel()).append(' ');
    }
    List<Marker> names = event.getMarkerList();
    if (names != null && !names.isEmpty()) {
      line.append(names.get(0).getName()).append(": ");
    }
    SafeText.append(line, String.valueOf(event.getFormattedMessage()), LONGEST);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      append(line, event, thrown);
    }
    return line.append('\n').toString();
  }

  private static void append(StringBuilder line, ILoggingEvent event, IThrowableProxy thrown) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      line.append('\n').append(ThrowableProxyUtil.asString(thrown));
      return;
    }
    line.append(": ");
    SafeText.append(line, String.valueOf(thrown.getMessage()), LONGEST);
  }
}
