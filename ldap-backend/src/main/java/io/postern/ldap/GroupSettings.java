package io.postern.ldap;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a user's groups are found.
 *
 * @param base where groups are; null: the directory's base DN
 * @param filter for {@link Mode#SEARCH}: {@code {dn}} and {@code {user}} stand for the user
 * @param maximum the most groups of one user; a directory that names more is not believed
 */
public record GroupSettings(
    Mode mode, @Nullable String base, @Nullable String filter, int maximum) {
  private static final int MAXIMUM = 10_000;

  public GroupSettings {
    if (maximum < 1) {
      throw new IllegalArgumentException("the most groups of one user must be 1 or more");
    }
    if (filter != null && mode != Mode.SEARCH) {
      throw new IllegalArgumentException("a group filter needs group lookup by search");
    }
    if (filter != null) {
      FilterTemplate.forGroups(filter);
    }
  }

  /** That mode, at the directory's base. */
  public static GroupSettings of(Mode mode) {
    return new GroupSettings(mode, null, null, MAXIMUM);
  }

  /** Where the groups come from. */
  public enum Mode {
    /** AD's own list of the user's SIDs: nested groups and the primary group included. */
    TOKEN_GROUPS,
    /** A search with AD's in-chain rule: nested groups, not the primary group. */
    IN_CHAIN,
    /** The entry's memberOf: as much as the server puts there. */
    MEMBER_OF,
    /** A search for groups that name the user. */
    SEARCH,
    /** Nobody has groups. */
    NONE;

    /** In lower case with hyphens. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
