package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Outcome.Cause;

/** A way to find the groups of a user. */
@FunctionalInterface
interface GroupLookup {

  /**
   * The user's groups, all or none: with some of them left out, a rule that denies might not be
   * seen to apply.
   */
  Groups of(Identity user, Searching searching, Deadline deadline) throws Unanswered;

  /** The way that the settings name. */
  static GroupLookup of(LdapSettings settings, SidNames sidNames, Notices notices) {
    return switch (settings.groups().mode()) {
      case TOKEN_GROUPS -> new TokenGroups(settings, sidNames, notices);
      case IN_CHAIN -> GroupSearch.inChain(settings);
      case SEARCH -> GroupSearch.byFilter(settings);
      case MEMBER_OF -> new MemberOf(settings.groups().maximum());
      case NONE -> (user, searching, deadline) -> Groups.NONE;
    };
  }

  /** More groups than are believed. */
  static Unanswered tooMany(Searching searching, int maximum) {
    return Unanswered.finallyBy(
        searching.server(),
        Cause.MISCONFIGURED,
        null,
        "the user is in more than " + maximum + " groups, the most that group lookup allows");
  }

  /** The DN of a user who was found. */
  static String dn(Identity user) {
    if (user.distinguishedName() == null) {
      throw new IllegalArgumentException("groups are looked up of users with a DN");
    }
    return user.distinguishedName();
  }
}
