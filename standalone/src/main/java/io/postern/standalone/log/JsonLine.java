package io.postern.standalone.log;

import io.postern.netty.Exchange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The JSON form of the access log. What is not known is left out. */
final class JsonLine {
  private static final int LONGEST = 4_000;

  private JsonLine() {}

  static void append(StringBuilder line, Instant time, Exchange exchange) {
    line.append("{\"time\":\"").append(time.truncatedTo(ChronoUnit.MILLIS)).append('"');
    text(line, "client", exchange.client().toString());
    text(line, "user", exchange.user());
    text(line, "method", exchange.method());
    text(line, "target", exchange.target());
    number(line, "status", exchange.status());
    number(line, "received", exchange.received());
    number(line, "sent", exchange.sent());
    number(line, "micros", exchange.nanos() / 1_000);
    text(line, "decision", exchange.decision() == null ? null : exchange.decision().toString());
    text(line, "reason", exchange.reason());
    line.append('}');
  }

  private static void number(StringBuilder line, String name, long value) {
    line.append(",\"").append(name).append("\":").append(value);
  }

  private static void text(StringBuilder line, String name, @Nullable String value) {
    if (value != null) {
      line.append(",\"").append(name).append("\":");
      JsonText.append(line, value, LONGEST);
    }
  }
}
