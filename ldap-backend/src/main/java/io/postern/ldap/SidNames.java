package io.postern.ldap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.Deadline;
import io.postern.spi.Groups.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the groups behind SIDs are called, remembered for a while: users share their groups, and
 * groups are seldom renamed. Bounded. Thread-safe.
 */
final class SidNames {
  private static final int MOST = 50_000;
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int AT_ONCE = 100;
  private static final List<String> ATTRIBUTES = List.of("objectSid", "sAMAccountName", "cn");

  private final Cache<String, Group> names =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
  private final String base;

  SidNames(String base) {
    this.base = base;
  }

  /** The groups with these SIDs; one that cannot be found is called by its SID. */
  List<Group> of(List<byte[]> sids, Searching searching, Deadline deadline) throws Unanswered {
    Map<String, byte[]> unknown = new HashMap<>();
    for (byte[] octets : sids) {
      String sid = ObjectIds.sid(octets);
      if (sid != null && names.getIfPresent(sid) == null) {
        unknown.put(sid, octets);
      }
    }
    Map<String, Group> found = lookUp(unknown, searching, deadline);
    List<Group> groups = new ArrayList<>();
    for (byte[] octets : sids) {
      String sid = ObjectIds.sid(octets);
      if (sid != null) {
        groups.add(named(sid, found));
      }
    }
    return groups;
  }

  /** The group has changed; it may have another name now. */
  void forget(@Nullable String sid) {
    if (sid != null) {
      names.invalidate(sid);
    }
  }

  private Group named(String sid, Map<String, Group> found) {
    Group group = found.get(sid);
    group = group != null ? group : names.getIfPresent(sid);
    return group != null ? group : new Group(sid, null, sid);
  }

  private Map<String, Group> lookUp(
      Map<String, byte[]> unknown, Searching searching, Deadline deadline) throws Unanswered {
    Map<String, Group> found = new HashMap<>();
    List<byte[]> sids = List.copyOf(unknown.values());
    for (int from = 0; from < sids.size(); from += AT_ONCE) {
      List<byte[]> some = sids.subList(from, Math.min(sids.size(), from + AT_ONCE));
      Map<String, Group> those = new HashMap<>();
      for (Entry entry : searching.search(query(some), deadline).entries()) {
        String sid = ObjectIds.sid(entry.getAttributeValueBytes("objectSid"));
        if (sid != null) {
          those.put(sid, group(entry, sid));
        }
      }
      // At once: whoever tries again after the deadline has that much less to look up.
      names.putAll(those);
      found.putAll(those);
    }
    unknown.keySet().stream()
        .filter(sid -> !found.containsKey(sid))
        .forEach(sid -> names.put(sid, new Group(sid, null, sid)));
    return found;
  }

  private Query query(List<byte[]> sids) {
    List<Filter> any = new ArrayList<>();
    sids.forEach(sid -> any.add(Filter.createEqualityFilter("objectSid", sid)));
    return Query.below(base, Filter.createORFilter(any), ATTRIBUTES, AT_ONCE);
  }

  private static Group group(Entry entry, String sid) {
    String name = entry.getAttributeValue("sAMAccountName");
    name = name != null ? name : entry.getAttributeValue("cn");
    return new Group(name != null ? name : sid, entry.getDN(), sid);
  }
}
