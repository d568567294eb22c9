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

/** Facts written down: a table for people, JSON for programs. */
public final class FactsText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST = 2_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private FactsText() {}

  /** A line for each fact, their values below each other. */
  public static String table(Map<String, Object> facts) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> {
          text.append(name).append(" ".repeat(width - name.length() + 2));
          SafeText.append(text, shown(value), LONGEST);
          text.append('\n');
        });
    return text.toString();
  }

  /** One object; a time in ISO 8601, a duration in seconds. */
  public static String json(Map<String, Object> facts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, facts);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }

  /** An array of such objects. */
  public static String json(Collection<Map<String, Object>> all) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Map<String, Object> facts : all) {
        write(json, facts);
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, Map<String, Object> facts) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      json.writeFieldName(fact.getKey().replace(' ', '-'));
      write(json, fact.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Collection<?> all) {
      json.writeStartArray();
      for (Object each : all) {
        json.writeString(each.toString());
      }
      json.writeEndArray();
    } else if (value instanceof Duration duration) {
      json.writeNumber(duration.toNanos() / 1e9);
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
    if (value instanceof Duration duration) {
      return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
    if (value instanceof Collection<?> all) {
      return String.join(", ", all.stream().map(Object::toString).toList());
    }
    return value.toString();
  }
}
