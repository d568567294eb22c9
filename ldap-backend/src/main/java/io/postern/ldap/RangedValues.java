package io.postern.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.postern.account.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All values of an attribute of which AD gives 1500 at a time, as {@code memberOf;range=0-1499}
 * (MS-ADTS 3.1.1.3.1.3.3).
 */
final class RangedValues {
  private static final String RANGE = ";range=";

  private RangedValues() {}

  /** Up to {@code maximum} values and one more, which tells that there are too many. */
  static List<String> of(
      Searching searching, String dn, String attribute, int maximum, Deadline deadline)
      throws Unanswered {
    return octets(searching, dn, attribute, maximum, deadline).stream()
        .map(octets -> new String(octets, StandardCharsets.UTF_8))
        .toList();
  }

  /** The same, of an attribute that is no text. */
  static List<byte[]> octets(
      Searching searching, String dn, String attribute, int maximum, Deadline deadline)
      throws Unanswered {
    List<byte[]> values = new ArrayList<>();
    String next = attribute;
    while (next != null && values.size() <= maximum) {
      List<? extends Entry> entries = searching.search(Query.entry(dn, next), deadline).entries();
      Attribute part = entries.isEmpty() ? null : partOf(entries.get(0), attribute);
      if (part == null || part.size() == 0) {
        break;
      }
      values.addAll(List.of(part.getValueByteArrays()));
      next = isLast(part) ? null : attribute + RANGE + values.size() + "-*";
    }
    return values.subList(0, Math.min(values.size(), maximum + 1));
  }

  private static @Nullable Attribute partOf(Entry entry, String attribute) {
    for (Attribute candidate : entry.getAttributes()) {
      if (candidate.getBaseName().equalsIgnoreCase(attribute) && candidate.size() > 0) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isLast(Attribute part) {
    return part.getOptions().stream()
        .noneMatch(option -> option.startsWith("range=") && !option.endsWith("*"));
  }
}
