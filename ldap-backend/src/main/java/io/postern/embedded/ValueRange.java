package io.postern.embedded;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an attribute's values, as in {@code member;range=1500-*} ([MS-ADTS] 3.1.1.3.1.3.3).
 *
 * @param to the last value's index; {@code Integer.MAX_VALUE}: to the end
 */
record ValueRange(String attribute, int from, int to) {
  private static final Pattern OPTION =
      Pattern.compile("([^;]+);range=(\\d{1,9})-(\\*|\\d{1,9})", Pattern.CASE_INSENSITIVE);

  static List<ValueRange> in(List<String> requested) {
    List<ValueRange> ranges = new ArrayList<>();
    for (String name : requested) {
      Matcher option = OPTION.matcher(name);
      if (option.matches()) {
        String to = option.group(3);
        ranges.add(
            new ValueRange(
                option.group(1),
                Integer.parseInt(option.group(2)),
                to.equals("*") ? Integer.MAX_VALUE : Integer.parseInt(to)));
      }
    }
    return ranges;
  }

  /** Cuts the values of {@code entry} to what was asked for, and to the server's own maximum. */
  static void apply(Entry entry, List<ValueRange> ranges, int maximum) {
    for (Attribute attribute : List.copyOf(entry.getAttributes())) {
      ValueRange range = null;
      for (ValueRange asked : ranges) {
        if (asked.attribute.equalsIgnoreCase(attribute.getName())) {
          range = asked;
        }
      }
      boolean tooMany = maximum > 0 && attribute.size() > maximum;
      if (range == null && tooMany) {
        range = new ValueRange(attribute.getName(), 0, Integer.MAX_VALUE);
      }
      if (range != null) {
        range.cut(entry, attribute, maximum > 0 ? maximum : Integer.MAX_VALUE);
      }
    }
  }

  private void cut(Entry entry, Attribute whole, int maximum) {
    byte[][] values = whole.getValueByteArrays();
    int first = Math.min(from, values.length);
    long end = Math.min(Math.min((long) to + 1, (long) first + maximum), values.length);
    entry.removeAttribute(whole.getName());
    byte[][] part = Arrays.copyOfRange(values, first, (int) Math.max(first, end));
    String last = first + part.length == values.length ? "*" : Integer.toString((int) end - 1);
    String name = String.format(Locale.ROOT, "%s;range=%d-%s", whole.getName(), first, last);
    entry.addAttribute(new Attribute(name, part));
  }
}
