package io.postern.ldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * AD's changes by their update sequence numbers, which count on each server for itself: a mark is
 * good on the server that gave it (MS-ADTS 3.1.1.1.9). Where nothing was written, one search tells;
 * otherwise two more say what, one of them what was deleted: of that not everything can be computed
 * that is asked of the living.
 */
final class UsnChanges implements ChangeFeed {
  private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", false);
  private static final Control DOMAIN_SCOPE = new Control("1.2.840.113556.1.4.1339", false);
  private static final Filter WATCHED =
      Filter.createORFilter(
          Filter.createEqualityFilter("objectCategory", "person"),
          Filter.createEqualityFilter("objectCategory", "group"));
  private static final String UPDATE = "uSNChanged";
  private static final Filter DELETED = Filter.createEqualityFilter("isDeleted", "TRUE");

  private final LdapSettings settings;
  private final LdapClient client;
  private final AccountFinder finder;
  private final SidNames sidNames;
  private final @Nullable Filter users;

  /** The accounts that were looked at since the server was last written to: as they were then. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  UsnChanges(LdapSettings settings, LdapClient client, AccountFinder finder, SidNames sidNames) {
    this.settings = settings;
    this.client = client;
    this.finder = finder;
    this.sidNames = sidNames;
    String filter = settings.userFilter();
    this.users =
        filter == null || settings.userDnTemplate() != null
            ? null
            : FilterTemplate.forUser(filter).anybody();
  }

  @Override
  public Changes since(@Nullable String mark, Collection<AccountState> wanted, Deadline deadline)
      throws Unanswered {
    Mark from = Mark.parse(mark);
    if (from == null) {
      Mark now = client.search(deadline, this::now);
      return mark == null
          ? new Changes.Since(now.text(), List.of(), List.of(), List.of())
          : lost(now);
    }
    LdapServer same = client.servers().replica(from.replica());
    if (same == null || same.health().state() == Health.State.DOWN) {
      return lost(client.search(deadline, this::now));
    }
    return client.searchOn(same, deadline, (as, due) -> read(from, wanted, as, due));
  }

  private Changes lost(Mark now) {
    seen.clear();
    return new Changes.Lost(now.text());
  }

  private Changes read(
      Mark from, Collection<AccountState> wanted, Searching searching, Deadline deadline)
      throws Unanswered {
    // Taken before the search: what changes in between is told twice rather than never.
    Mark now = now(searching, deadline);
    if (!now.replica().equals(from.replica()) || now.updates() < from.updates()) {
      return lost(now);
    }
    boolean isWritten = now.updates() != from.updates();
    if (isWritten) {
      seen.clear();
    }
    UsnNews news = new UsnNews(wanted, seen);
    if (isWritten || !news.unseen().isEmpty()) {
      Answer living =
          Pages.all(
              with(DOMAIN_SCOPE, searching), living(from, isWritten, news.unseen()), deadline);
      if (living.more()) {
        return lost(now);
      }
      for (Entry entry : living.entries()) {
        if (isGroup(entry)) {
          news.group(entry.getDN());
        } else if (entry.hasAttributeValue("objectClass", "user")) {
          Long update = entry.getAttributeValueAsLong(UPDATE);
          boolean isChanged = update == null || update > from.updates();
          news.account(finder.state(entry, searching, deadline), isChanged);
        }
      }
    }
    if (isWritten) {
      deleted(from, news, searching, deadline);
    }
    return news.told(now.text());
  }

  /** What was changed since, and whom to look at anyway: who is not found is gone. */
  private Query living(Mark from, boolean isWritten, Set<String> unseen) {
    List<Filter> any = new ArrayList<>();
    if (isWritten) {
      any.add(Filter.createANDFilter(since(from), WATCHED));
    }
    if (!unseen.isEmpty()) {
      Filter these =
          Filter.createORFilter(
              unseen.stream()
                  .map(key -> Filter.createEqualityFilter("objectGUID", ObjectIds.guidOctets(key)))
                  .toList());
      any.add(users == null ? these : Filter.createANDFilter(users, these));
    }
    List<String> attributes =
        Stream.concat(
                finder.entries().attributes().stream(),
                Stream.of("objectClass", "objectSid", UPDATE))
            .toList();
    return Query.below(settings.domainDn(), Filter.createORFilter(any), attributes, MOST);
  }

  /**
   * What was deleted, if we may see it. Asked for by itself and with few attributes: of what is no
   * more, not everything can be computed, and the whole search would fail.
   */
  private void deleted(Mark from, UsnNews news, Searching searching, Deadline deadline) {
    Query query =
        Query.below(
            "CN=Deleted Objects," + settings.domainDn(),
            Filter.createANDFilter(since(from), DELETED),
            List.of("objectClass", "objectGUID", "objectSid", "lastKnownParent"),
            MOST);
    try {
      for (Entry entry : Pages.all(with(SHOW_DELETED, searching), query, deadline).entries()) {
        String key = ObjectIds.guid(entry.getAttributeValueBytes("objectGUID"));
        if (isGroup(entry)) {
          news.group(formerDn(entry));
        } else if (key != null) {
          news.gone(key);
        }
      }
    } catch (Unanswered hidden) {
      return;
    }
  }

  private static Filter since(Mark from) {
    return Filter.createGreaterOrEqualFilter(UPDATE, Long.toString(from.updates() + 1));
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
