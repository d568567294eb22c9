package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import java.util.List;

/**
 * The SIDs that AD would put into the user's token: nested groups and the primary group are in it,
 * and AD has worked them out already (MS-ADTS 3.1.1.4.5.19).
 */
final class TokenGroups implements GroupLookup {
  private final GroupSettings settings;
  private final SidNames names;
  private final GroupLookup otherwise;
  private final Notices notices;

  TokenGroups(LdapSettings settings, SidNames names, Notices notices) {
    this.settings = settings.groups();
    this.names = names;
    this.otherwise = GroupSearch.inChain(settings);
    this.notices = notices;
  }

  /** Whether we may not see them: everybody has a primary group, so nothing cannot be true. */
  static boolean areHidden(Identity user, Searching searching, Deadline deadline)
      throws Unanswered {
    return sids(user, searching, 1, deadline).isEmpty();
  }

  @Override
  public Groups of(Identity user, Searching searching, Deadline deadline) throws Unanswered {
    List<byte[]> sids = sids(user, searching, settings.maximum(), deadline);
    if (sids.isEmpty()) {
      notices.tokenGroupsHidden(searching.server());
      return otherwise.of(user, searching, deadline);
    }
    if (sids.size() > settings.maximum()) {
      throw GroupLookup.tooMany(searching, settings.maximum());
    }
    return new Groups(names.of(sids, searching, deadline));
  }

  private static List<byte[]> sids(
      Identity user, Searching searching, int maximum, Deadline deadline) throws Unanswered {
    return RangedValues.octets(searching, GroupLookup.dn(user), "tokenGroups", maximum, deadline);
  }
}
