package io.postern.answer;

import io.postern.http.Grammar;
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

  /** One field line. Thread-safe. */
  public static final class Field {
    private final String name;
    private final String value;
    private volatile byte @Nullable [] octets;

    public Field(String name, String value) {
      this.name = name;
      this.value = value;
    }

    public String name() {
      return name;
    }

    public String value() {
      return value;
    }

    /**
     * The line with its end, made once; not to be changed.
     *
     * @throws IllegalArgumentException if there is a control character in it, which could end it
     */
    public byte[] octets() {
      byte[] made = octets;
      if (made == null) {
        String line = name + ": " + value;
        if (!Grammar.isFieldText(line)) {
          throw new IllegalArgumentException("control character in a field");
        }
        octets = made = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      }
      return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Field that && name.equals(that.name) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + value.hashCode();
    }

    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

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
