package io.postern.ldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * AD's changes by their update sequence numbers, which count on each server for itself: a mark is
 * good on the server that gave it (MS-ADTS 3.1.1.1.9).
 */
final class UsnChanges implements ChangeFeed {
  private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", false);
  private static final Control DOMAIN_SCOPE = new Control("1.2.840.113556.1.4.1339", false);
  private static final Filter WATCHED =
      Filter.createORFilter(
          Filter.createEqualityFilter("objectCategory", "person"),
          Filter.createEqualityFilter("objectCategory", "group"));
  private static final Filter DELETED = Filter.createEqualityFilter("isDeleted", "TRUE");

  private final LdapSettings settings;
  private final LdapClient client;
  private final AccountFinder finder;
  private final SidNames sidNames;

  UsnChanges(LdapSettings settings, LdapClient client, AccountFinder finder, SidNames sidNames) {
    this.settings = settings;
    this.client = client;
    this.finder = finder;
    this.sidNames = sidNames;
  }

  @Override
  public Changes since(@Nullable String mark, Deadline deadline) throws Unanswered {
    Mark from = Mark.parse(mark);
    if (from == null) {
      Mark now = client.search(deadline, this::now);
      return mark == null
          ? since(now, List.of(), List.of(), List.of())
          : new Changes.Lost(now.text());
    }
    LdapServer same = client.servers().replica(from.replica());
    if (same == null || same.health().state() == Health.State.DOWN) {
      return new Changes.Lost(client.search(deadline, this::now).text());
    }
    return client.searchOn(same, deadline, (as, due) -> read(from, as, due));
  }

  private Changes read(Mark from, Searching searching, Deadline deadline) throws Unanswered {
    // Taken before the search: what changes in between is told twice rather than never.
    Mark now = now(searching, deadline);
    if (!now.replica().equals(from.replica()) || now.updates() < from.updates()) {
      return new Changes.Lost(now.text());
    }
    if (now.updates() == from.updates()) {
      return since(now, List.of(), List.of(), List.of());
    }
    Answer living = Pages.all(with(DOMAIN_SCOPE, searching), living(from), deadline);
    if (living.more()) {
      return new Changes.Lost(now.text());
    }
    List<AccountState> accounts = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (Entry entry : living.entries()) {
      if (isGroup(entry)) {
        groups.add(entry.getDN());
      } else if (entry.hasAttributeValue("objectClass", "user")) {
        accounts.add(finder.state(entry, searching, deadline));
      }
    }
    for (Entry entry : deleted(from, searching, deadline)) {
      String key = ObjectIds.guid(entry.getAttributeValueBytes("objectGUID"));
      if (isGroup(entry)) {
        groups.add(formerDn(entry));
      } else if (key != null) {
        gone.add(key);
      }
    }
    return since(now, accounts, gone, groups);
  }

  private Query living(Mark from) {
    List<String> attributes =
        Stream.concat(finder.entries().attributes().stream(), Stream.of("objectClass", "objectSid"))
            .toList();
    return Query.below(
        settings.domainDn(), Filter.createANDFilter(since(from), WATCHED), attributes, MOST);
  }

  /**
   * What was deleted, if we may see it. Asked for by itself and with few attributes: of what is no
   * more, not everything can be computed, and the whole search would fail.
   */
  private List<? extends Entry> deleted(Mark from, Searching searching, Deadline deadline) {
    Query query =
        Query.below(
            "CN=Deleted Objects," + settings.domainDn(),
            Filter.createANDFilter(since(from), DELETED),
            List.of("objectClass", "objectGUID", "objectSid", "lastKnownParent"),
            MOST);
    try {
      return Pages.all(with(SHOW_DELETED, searching), query, deadline).entries();
    } catch (Unanswered hidden) {
      return List.of();
    }
  }

  private static Filter since(Mark from) {
    return Filter.createGreaterOrEqualFilter("uSNChanged", Long.toString(from.updates() + 1));
  }

  /** Adds a control to every page of a search. */
  private static Searching with(Control control, Searching searching) {
    return new Searching() {
      @Override
      public ServerAddress server() {
        return searching.server();
      }

      @Override
      public Answer search(Query query, Deadline deadline) throws Unanswered {
        List<Control> all = new ArrayList<>(query.controls());
        all.add(control);
        return searching.search(query.with(all.toArray(Control[]::new)), deadline);
      }
    };
  }

  private boolean isGroup(Entry entry) {
    if (!entry.hasAttributeValue("objectClass", "group")) {
      return false;
    }
    sidNames.forget(ObjectIds.sid(entry.getAttributeValueBytes("objectSid")));
    return true;
  }

  /** A deleted entry is called {@code CN=Name\0ADEL:guid} in another container. */
  private static String formerDn(Entry entry) {
    String parent = entry.getAttributeValue("lastKnownParent");
    String name = entry.getDN().split("\\\\0ADEL:", 2)[0];
    return parent == null ? entry.getDN() : name + "," + parent;
  }

  private static Changes since(
      Mark now, List<AccountState> accounts, List<String> gone, List<String> groups) {
    return new Changes.Since(now.text(), accounts, gone, groups);
  }

  private Mark now(Searching searching, Deadline deadline) throws Unanswered {
    RootDse rootDse = RootDse.read(searching, deadline);
    if (rootDse.replica() == null || rootDse.updates() == null) {
      throw Unanswered.finallyBy(
          searching.server(), Cause.DIRECTORY_ERROR, null, "it does not number its changes");
    }
    client.servers().introduced(searching.server(), rootDse);
    return new Mark(rootDse.replica(), rootDse.updates());
  }

  /** A moment in the life of one server. */
  private record Mark(String replica, long updates) {
    private static final String KIND = "usn ";

    String text() {
      return KIND + updates + " " + replica;
    }

    static @Nullable Mark parse(@Nullable String text) {
      if (text == null || !text.startsWith(KIND)) {
        return null;
      }
      String[] parts = text.substring(KIND.length()).split(" ", 2);
      try {
        return parts.length < 2 ? null : new Mark(parts[1], Long.parseLong(parts[0]));
      } catch (NumberFormatException notOurs) {
        return null;
      }
    }
  }
}
