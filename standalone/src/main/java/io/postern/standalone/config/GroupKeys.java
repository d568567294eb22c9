package io.postern.standalone.config;

import io.postern.ldap.GroupSettings;
import io.postern.ldap.LdapSettings;
import java.util.List;
import java.util.Optional;

/** The keys of {@code directory.groups}. */
final class GroupKeys {
  private static final String SECTION = "directory.groups";

  private static final Key<Optional<GroupSettings.Mode>> LOOKUP =
      Key.of(
          SECTION + ".lookup",
          Kinds.orAuto(Kind.oneOf(GroupSettings.Mode.class)),
          "auto",
          "member-of",
          "Where a user's groups come from: `token-groups`, Active Directory's own list with"
              + " nested groups and the primary group; `in-chain`, a search with Active Directory's"
              + " rule; `member-of`, the entry's attribute; `search`, groups that name the user;"
              + " `none`. `auto` is `token-groups` for Active Directory and `search` for others.");

  private static final Key<String> BASE_DN =
      Key.optional(
          SECTION + ".base-dn",
          Kinds.TEXT,
          "the directory's base DN",
          "ou=groups,dc=example,dc=org",
          "The entry below which groups are searched.");

  private static final Key<String> FILTER =
      Key.optional(
          SECTION + ".filter",
          Kinds.TEXT,
          "groups of the usual classes that name the user",
          "\"(&(objectClass=groupOfNames)(member={dn}))\"",
          "With `search`: how the groups of a user are found. `{dn}` and `{user}` stand for the"
              + " user.");

  static final List<Key<?>> KEYS = List.of(LOOKUP, BASE_DN, FILTER);

  private GroupKeys() {}

  static void check(Values values) {
    Optional<GroupSettings.Mode> lookup = values.get(LOOKUP);
    if (values.has(FILTER) && lookup.isPresent() && lookup.get() != GroupSettings.Mode.SEARCH) {
      values.problem(SECTION + ".filter", "needs lookup: search");
    }
  }

  static GroupSettings settings(Values values, LdapSettings.Kind type) {
    GroupSettings.Mode usual =
        type == LdapSettings.Kind.ACTIVE_DIRECTORY
            ? GroupSettings.Mode.TOKEN_GROUPS
            : GroupSettings.Mode.SEARCH;
    GroupSettings.Mode mode = values.get(LOOKUP).orElse(usual);
    return new GroupSettings(
        mode, values.find(BASE_DN), values.find(FILTER), GroupSettings.of(mode).maximum());
  }
}
