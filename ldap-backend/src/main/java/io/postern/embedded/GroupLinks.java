package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which group. {@code member} is the forward link, which clients write; {@code memberOf}
 * is its back-link, which follows. The primary group is in neither ([MS-ADTS] 3.1.1.1.6).
 */
final class GroupLinks {
  private final AdStore store;
  private final String baseDn;

  GroupLinks(AdStore store, String baseDn) {
    this.store = store;
    this.baseDn = baseDn;
  }

  void add(String group, String member) throws LDAPException {
    store.modify(group, List.of(new Modification(ModificationType.ADD, "member", member)));
    store.modifyBackLink(member, new Modification(ModificationType.ADD, "memberOf", group));
  }

  void remove(String group, String member) throws LDAPException {
    store.modify(group, List.of(new Modification(ModificationType.DELETE, "member", member)));
    store.modifyBackLink(member, new Modification(ModificationType.DELETE, "memberOf", group));
  }

  /** Makes the back-links agree with a group's members, after a client wrote them. */
  void refresh(String group) throws LDAPException {
    Entry entry = store.get(new DN(group));
    Set<DN> members = new TreeSet<>();
    if (entry != null && entry.hasAttribute("member")) {
      for (String member : entry.getAttributeValues("member")) {
        members.add(new DN(member));
      }
    }
    for (ReadOnlyEntry linked : find(Filter.createEqualityFilter("memberOf", group))) {
      if (!members.remove(linked.getParsedDN())) {
        store.modifyBackLink(
            linked.getDN(), new Modification(ModificationType.DELETE, "memberOf", group));
      }
    }
    for (DN member : members) {
      store.modifyBackLink(
          member.toString(), new Modification(ModificationType.ADD, "memberOf", group));
    }
  }

  /** Links follow the entry that they name: they are kept by identity, not by name. */
  void follow(DN from, @Nullable DN to) throws LDAPException {
    follow("member", from, to);
    follow("memberOf", from, to);
  }

  private void follow(String link, DN from, @Nullable DN to) throws LDAPException {
    for (ReadOnlyEntry linked : find(Filter.createEqualityFilter(link, from.toString()))) {
      store.modifyBackLink(
          linked.getDN(), new Modification(ModificationType.DELETE, link, from.toString()));
      if (to != null) {
        store.modifyBackLink(
            linked.getDN(), new Modification(ModificationType.ADD, link, to.toString()));
      }
    }
  }

  /** Every group that an entry is in, directly or through other groups; loops do no harm. */
  List<Entry> closure(Entry entry) throws LDAPException {
    Map<DN, Entry> groups = new LinkedHashMap<>();
    Deque<Entry> open = new ArrayDeque<>(List.of(entry));
    Entry primary = primaryGroup(entry);
    if (primary != null) {
      groups.put(primary.getParsedDN(), primary);
      open.add(primary);
    }
    while (!open.isEmpty()) {
      for (Entry group : groupsOf(open.remove())) {
        if (groups.put(group.getParsedDN(), group) == null) {
          open.add(group);
        }
      }
    }
    return List.copyOf(groups.values());
  }

  /** Every group in this one, directly or through other groups, and itself. */
  List<DN> groupsWithin(DN group) throws LDAPException {
    Set<DN> within = new TreeSet<>(List.of(group));
    Deque<DN> open = new ArrayDeque<>(within);
    while (!open.isEmpty()) {
      Filter members =
          Filter.createANDFilter(
              Filter.createEqualityFilter("memberOf", open.remove().toString()),
              Filter.createEqualityFilter("objectClass", "group"));
      for (ReadOnlyEntry member : find(members)) {
        if (within.add(member.getParsedDN())) {
          open.add(member.getParsedDN());
        }
      }
    }
    return List.copyOf(within);
  }

  List<Entry> groupsOf(Entry entry) throws LDAPException {
    String[] names = entry.getAttributeValues("memberOf");
    List<Entry> groups = new java.util.ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      Entry group = store.get(new DN(name));
      if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  private @Nullable Entry primaryGroup(Entry entry) throws LDAPException {
    Integer id = entry.getAttributeValueAsInteger("primaryGroupID");
    if (id == null) {
      return null;
    }
    List<ReadOnlyEntry> found = find(Filter.createEqualityFilter("objectSid", Sid.ofDomain(id)));
    return found.isEmpty() ? null : found.get(0);
  }

  private List<ReadOnlyEntry> find(Filter filter) throws LDAPException {
    return store.search(baseDn, SearchScope.SUB, filter);
  }
}
