package io.postern.spi;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The groups of one user. A group answers to its name, its DN and its SID. Immutable. */
public final class Groups {
  /** A user in no group. */
  public static final Groups NONE = new Groups(List.of());

  private final List<Group> all;
  private final Set<String> keys;

  public Groups(Collection<Group> groups) {
    all = List.copyOf(groups);
    Set<String> spellings = new HashSet<>();
    for (Group group : all) {
      spellings.add(key(group.name()));
      if (group.distinguishedName() != null) {
        spellings.add(key(group.distinguishedName()));
      }
      if (group.sid() != null) {
        spellings.add(key(group.sid()));
      }
    }
    keys = Set.copyOf(spellings);
  }

  /** Whether the user is in the group with this name, DN or SID, in any case of its letters. */
  public boolean contains(String nameOrDnOrSid) {
    return keys.contains(key(nameOrDnOrSid));
  }

  public List<Group> all() {
    return all;
  }

  /** Their names, in the directory's order. */
  public List<String> names() {
    return all.stream().map(Group::name).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Groups that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return names().toString();
  }

  private static String key(String spelling) {
    return spelling.toLowerCase(Locale.ROOT);
  }

  /** One group. */
  public record Group(String name, @Nullable String distinguishedName, @Nullable String sid) {}
}
