package io.postern.standalone.log;

import io.postern.netty.Exchange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The form of an access log's lines. */
public enum AccessLogFormat {
  /** One JSON object a line; {@code docs/operating.md} has the schema. */
  JSON {
    @Override
    void append(StringBuilder line, Instant time, Exchange exchange) {
      JsonLine.append(line, time, exchange);
    }
  },

  /** Squid's native format, for the tools that read it. */
  SQUID {
    @Override
    void append(StringBuilder line, Instant time, Exchange exchange) {
      long millis = time.toEpochMilli();
      line.append(millis / 1000).append('.');
      padded(line, Long.toString(millis % 1000), 3, '0').append(' ');
      padded(line, Long.toString(exchange.nanos() / 1_000_000), 6, ' ').append(' ');
      line.append(exchange.client()).append(' ').append(result(exchange)).append('/');
      padded(line, Integer.toString(exchange.status()), 3, '0').append(' ');
      line.append(exchange.sent()).append(' ');
      PercentText.append(line, exchange.method());
      PercentText.append(line.append(' '), exchange.target());
      PercentText.append(line.append(' '), exchange.user());
      line.append(" HIER_DIRECT/- -");
    }
  },

  /** The common log format of NCSA httpd. */
  COMMON {
    @Override
    void append(StringBuilder line, Instant time, Exchange exchange) {
      PercentText.append(line.append(exchange.client()).append(" - "), exchange.user());
      COMMON_TIME.formatTo(time, line.append(" ["));
      PercentText.append(line.append("] \""), exchange.method());
      PercentText.append(line.append(' '), exchange.target());
      line.append(" HTTP/1.1\" ").append(exchange.status()).append(' ').append(exchange.sent());
    }
  };

  private static final DateTimeFormatter COMMON_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** Appends a line without its end. */
  abstract void append(StringBuilder line, Instant time, Exchange exchange);

  private static StringBuilder padded(StringBuilder line, String text, int width, char with) {
    for (int i = text.length(); i < width; i++) {
      line.append(with);
    }
    return line.append(text);
  }

  /** Squid's word for what became of a request. */
  private static String result(Exchange exchange) {
    if (exchange.status() == 407 || exchange.status() == 403) {
      return "TCP_DENIED";
    }
    if (exchange.status() == 0) {
      return "TCP_MISS_ABORTED";
    }
    return exchange.method().equals("CONNECT") ? "TCP_TUNNEL" : "TCP_MISS";
  }
}
