package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes by the time in modifyTimestamp, which every LDAP server keeps. The clocks are not the
 * same, so each look reaches a minute back; what was told before is left out. Deletions do not
 * show.
 */
final class TimestampChanges implements ChangeFeed {
  private static final String KIND = "time ";
  private static final Duration OVERLAP = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final List<String> GROUP_CLASSES =
      List.of("groupOfNames", "groupOfUniqueNames", "posixGroup");

  private final LdapSettings settings;
  private final LdapClient client;
  private final AccountFinder finder;
  private final Filter users;
  private final Map<String, String> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > 2 * MOST;
        }
      };

  TimestampChanges(LdapSettings settings, LdapClient client, AccountFinder finder) {
    this.settings = settings;
    this.client = client;
    this.finder = finder;
    String filter = settings.userFilter();
    this.users =
        FilterTemplate.forUser(filter != null ? filter : settings.kind().userFilter).anybody();
  }

  /** Looks at nobody who did not change: what was deleted would pass for unchanged. */
  @Override
  public Changes since(@Nullable String mark, Collection<AccountState> wanted, Deadline deadline)
      throws Unanswered {
    Instant now = Instant.now();
    Instant from = parse(mark);
    String next = KIND + now;
    if (mark == null) {
      remember(changed(now.minus(OVERLAP), deadline));
      return new Changes.Since(next, List.of(), List.of(), List.of());
    }
    if (from == null || from.plus(LONGEST).isBefore(now)) {
      return new Changes.Lost(next);
    }
    return client.search(deadline, (as, due) -> read(next, from.minus(OVERLAP), as, due));
  }

  private Answer changed(Instant from, Deadline deadline) throws Unanswered {
    return client.search(deadline, (as, due) -> Pages.all(as, query(from), due));
  }

  private Changes read(String next, Instant from, Searching searching, Deadline deadline)
      throws Unanswered {
    Answer answer = Pages.all(searching, query(from), deadline);
    if (answer.more()) {
      return new Changes.Lost(next);
    }
    List<AccountState> accounts = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (Entry entry : remember(answer)) {
      if (isGroup(entry)) {
        groups.add(entry.getDN());
      } else {
        accounts.add(finder.state(entry, searching, deadline));
      }
    }
    return new Changes.Since(next, accounts, List.of(), groups);
  }

  /** The entries that were not told as they are now. */
  private synchronized List<Entry> remember(Answer answer) {
    List<Entry> news = new ArrayList<>();
    for (Entry entry : answer.entries()) {
      String version =
          entry.getAttributeValue("modifyTimestamp") + entry.getAttributeValue("entryCSN");
      if (!version.equals(told.put(entry.getDN(), version))) {
        news.add(entry);
      }
    }
    return news;
  }

  private Query query(Instant from) {
    List<Filter> kinds = new ArrayList<>();
    kinds.add(users);
    GROUP_CLASSES.forEach(name -> kinds.add(Filter.createEqualityFilter("objectClass", name)));
    Filter changed =
        Filter.createGreaterOrEqualFilter("modifyTimestamp", GENERALIZED_TIME.format(from));
    List<String> attributes =
        Stream.concat(
                finder.entries().attributes().stream(),
                Stream.of("objectClass", "modifyTimestamp", "entryCSN"))
            .toList();
    return Query.below(
        settings.baseDn(),
        Filter.createANDFilter(changed, Filter.createORFilter(kinds)),
        attributes,
        MOST);
  }

  private static boolean isGroup(Entry entry) {
    return GROUP_CLASSES.stream().anyMatch(name -> entry.hasAttributeValue("objectClass", name));
  }

  private static @Nullable Instant parse(@Nullable String mark) {
    if (mark == null || !mark.startsWith(KIND)) {
      return null;
    }
    try {
      return Instant.parse(mark.substring(KIND.length()));
    } catch (DateTimeParseException notOurs) {
      return null;
    }
  }
}
