package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.Deadline;
import io.postern.spi.Groups;
import io.postern.spi.Groups.Group;
import io.postern.spi.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups that a search finds. */
final class GroupSearch implements GroupLookup {
  private static final String IN_CHAIN = "(member:1.2.840.113556.1.4.1941:={dn})";

  /** The three kinds of group of RFC 4519 and RFC 2307. */
  private static final String USUAL =
      "(|(&(objectClass=groupOfNames)(member={dn}))"
          + "(&(objectClass=groupOfUniqueNames)(uniqueMember={dn}))"
          + "(&(objectClass=posixGroup)(memberUid={user})))";

  private static final List<String> ATTRIBUTES = List.of("objectSid", "sAMAccountName", "cn");

  private final GroupSettings settings;
  private final String base;
  private final FilterTemplate filter;
  private final boolean withPrimaryGroup;

  private GroupSearch(LdapSettings settings, String filter, boolean withPrimaryGroup) {
    this.settings = settings.groups();
    String own = settings.groups().base();
    this.base =
        own != null ? own : settings.isActiveDirectory() ? settings.domainDn() : settings.baseDn();
    this.filter = FilterTemplate.forGroups(filter);
    this.withPrimaryGroup = withPrimaryGroup;
  }

  /** AD's nested groups (MS-ADTS 3.1.1.3.4.4.3) and the primary group, which no link names. */
  static GroupSearch inChain(LdapSettings settings) {
    return new GroupSearch(settings, IN_CHAIN, true);
  }

  /** The groups that match the filter of the settings. */
  static GroupSearch byFilter(LdapSettings settings) {
    String own = settings.groups().filter();
    return new GroupSearch(settings, own != null ? own : USUAL, false);
  }

  @Override
  public Groups of(Identity user, Searching searching, Deadline deadline) throws Unanswered {
    Filter wanted = filter.with(user.name(), GroupLookup.dn(user));
    Filter primary = withPrimaryGroup ? primaryGroup(user, searching, deadline) : null;
    Filter any = primary == null ? wanted : Filter.createORFilter(wanted, primary);
    Answer answer =
        Pages.all(searching, Query.below(base, any, ATTRIBUTES, settings.maximum()), deadline);
    if (answer.more()) {
      throw GroupLookup.tooMany(searching, settings.maximum());
    }
    return new Groups(answer.entries().stream().map(GroupSearch::group).toList());
  }

  private static @Nullable Filter primaryGroup(
      Identity user, Searching searching, Deadline deadline) throws Unanswered {
    Query query = Query.entry(GroupLookup.dn(user), "objectSid", "primaryGroupID");
    List<? extends Entry> entries = searching.search(query, deadline).entries();
    if (entries.isEmpty()) {
      return null;
    }
    byte[] sid = entries.get(0).getAttributeValueBytes("objectSid");
    Integer group = entries.get(0).getAttributeValueAsInteger("primaryGroupID");
    return sid == null || sid.length < 12 || group == null
        ? null
        : Filter.createEqualityFilter("objectSid", ObjectIds.withRelativeId(sid, group));
  }

  private static Group group(Entry entry) {
    String name = entry.getAttributeValue("sAMAccountName");
    name = name != null ? name : entry.getAttributeValue("cn");
    return new Group(
        name != null ? name : entry.getDN(),
        entry.getDN(),
        ObjectIds.sid(entry.getAttributeValueBytes("objectSid")));
  }
}
