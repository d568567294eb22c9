package io.postern.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text with gaps, each a name in braces, taken apart once to be filled often. Immutable. */
public final class Template {
  private static final Pattern GAP = Pattern.compile("\\{([a-z][a-z.-]*)}");

  /** Texts and gaps in turn: a text at each even place. */
  private final List<String> parts = new ArrayList<>();

  public Template(String text) {
    Matcher gap = GAP.matcher(text);
    int end = 0;
    while (gap.find()) {
      parts.add(text.substring(end, gap.start()));
      parts.add(gap.group(1));
      end = gap.end();
    }
    parts.add(text.substring(end));
  }

  /** The text with its gaps filled; one for which {@code values} has null stays as it is. */
  public String fill(Function<String, @Nullable String> values) {
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (i % 2 == 0) {
        filled.append(part);
      } else {
        String value = values.apply(part);
        filled.append(value == null ? '{' + part + '}' : value);
      }
    }
    return filled.toString();
  }

  /** The names of the gaps. */
  public List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (int i = 1; i < parts.size(); i += 2) {
      gaps.add(parts.get(i));
    }
    return gaps;
  }
}
