package io.postern.standalone.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.postern.standalone.log.SafeText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * Facts written down: a table for people, JSON for programs. A value is a text, a number, a truth,
 * a time, a span, more facts, or a list of these.
 */
public final class FactsText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST = 2_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private FactsText() {}

  /** A line for each fact, their values below each other; facts within facts are indented. */
  public static String table(Map<String, Object> facts) {
    StringBuilder text = new StringBuilder();
    append(text, "", facts);
    return text.toString();
  }

  /** One object, or an array of them; a time in ISO 8601, a span in seconds. */
  public static String json(Object facts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, facts);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, String indent, Map<?, ?> facts) {
    int width = facts.keySet().stream().mapToInt(name -> name.toString().length()).max().orElse(0);
    facts.forEach(
        (name, value) -> {
          text.append(indent).append(name);
          if (isNested(value)) {
            text.append('\n');
            ((Collection<?>) value).forEach(each -> nested(text, indent, (Map<?, ?>) each));
          } else {
            text.append(" ".repeat(width - name.toString().length() + 2));
            SafeText.append(text, shown(value), LONGEST);
            text.append('\n');
          }
        });
  }

  /** Facts below a name: the first of them behind a dash. */
  private static void nested(StringBuilder text, String indent, Map<?, ?> facts) {
    int start = text.length();
    append(text, indent + "    ", facts);
    if (text.length() > start) {
      text.setCharAt(start + indent.length() + 2, '-');
    }
  }

  private static boolean isNested(Object value) {
    return value instanceof Collection<?> all
        && !all.isEmpty()
        && all.iterator().next() instanceof Map<?, ?>;
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> facts) {
      json.writeStartObject();
      for (Map.Entry<?, ?> fact : facts.entrySet()) {
        json.writeFieldName(fact.getKey().toString().replace(' ', '-'));
        write(json, fact.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> all) {
      json.writeStartArray();
      for (Object each : all) {
        write(json, each);
      }
      json.writeEndArray();
    } else {
      writeScalar(json, value);
    }
  }

  private static void writeScalar(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Duration span) {
      json.writeNumber(span.toNanos() / 1e9);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }

  private static String shown(Object value) {
    if (value instanceof Instant time) {
      return TIME.format(time);
    }
    if (value instanceof Duration span) {
      return String.format(Locale.ROOT, "%.1f ms", span.toNanos() / 1e6);
    }
    if (value instanceof Boolean truth) {
      return truth ? "yes" : "no";
    }
    if (value instanceof Collection<?> all) {
      return String.join(", ", all.stream().map(Object::toString).toList());
    }
    return value.toString();
  }
}
