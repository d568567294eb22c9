package io.postern.it.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message that must arrive.
 *
 * @param start its first line
 * @param fields {@code Name: value} is there as often as it stands here, {@code !Name} is not
 * @param body the whole of it; null: any
 * @param parts texts that the body holds
 */
record Expected(String start, List<String> fields, @Nullable String body, List<String> parts) {
  private static final String ID = "[0-9A-HJKMNP-TV-Z]{12}";

  void check(Message message) {
    assertThat(message.start()).as("first line of %s", message).matches(pattern(start));
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String field : fields) {
      int colon = field.indexOf(':');
      if (field.startsWith("!")) {
        values.put(field.substring(1), List.of());
      } else {
        values
            .computeIfAbsent(field.substring(0, colon), name -> new ArrayList<>())
            .add(field.substring(colon + 1).strip());
      }
    }
    values.forEach((name, expected) -> check(message, name, expected));
    if (body != null) {
      assertThat(message.text()).as("body of %s", message).isEqualTo(body);
    }
    for (String part : parts) {
      assertThat(message.text()).as("body of %s", message).contains(part);
    }
  }

  private static void check(Message message, String name, List<String> expected) {
    List<String> actual = message.values(name);
    assertThat(actual).as("%s in %s", name, message).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("%s in %s", name, message).matches(pattern(expected.get(i)));
    }
  }

  private static Pattern pattern(String text) {
    String quoted = Pattern.quote(text);
    return Pattern.compile(quoted.replace("{any}", "\\E.*\\Q").replace("{id}", "\\E" + ID + "\\Q"));
  }
}
