package io.postern.answer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the proxy's own, as data. It says everything about itself but how the connection
 * goes on: {@code Connection} is the sender's to add.
 *
 * @param fields in the order to be sent; {@code Content-Length} is among them and exact
 * @param body left out, its length kept, when the request was a HEAD; not to be changed
 */
public record Answer(int status, List<Field> fields, byte[] body) {

  public Answer {
    fields = List.copyOf(fields);
  }

  /** One field line. */
  public record Field(String name, String value) {}

  /** The value of the first field called {@code name}. */
  public @Nullable String field(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
