package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds accounts, by a name that was typed or by what is known of them. Thread-safe. */
final class AccountFinder {
  private final LdapSettings settings;
  private final AccountEntry entries;
  private final LockoutPolicies policies;
  private final UserSearch users;
  private final @Nullable AdDomain domain;

  AccountFinder(LdapSettings settings, @Nullable AdDomain domain) {
    this.settings = settings;
    this.entries = AccountEntry.of(settings);
    this.policies = new LockoutPolicies(settings);
    this.domain = domain;
    this.users =
        new UserSearch(settings, domain == null ? null : domain.names(), entries.attributes());
  }

  /**
   * An account, or why there is none.
   *
   * @param note for an administrator
   */
  record Finding(@Nullable AccountState account, @Nullable String note) {}

  /** AD's domain; null in other directories. */
  @Nullable AdDomain domain() {
    return domain;
  }

  AccountEntry entries() {
    return entries;
  }

  Finding byName(LoginName name, Searching searching, Deadline deadline) throws Unanswered {
    if (domain != null) {
      domain.learnFor(name, searching, deadline);
    }
    UserSearch.Hit hit = users.find(name, searching, deadline);
    return hit.entry() == null
        ? new Finding(null, hit.note())
        : new Finding(state(hit.entry(), searching, deadline), null);
  }

  /** The same account as it is now, whatever it is called by now. */
  Finding again(Identity account, Searching searching, Deadline deadline) throws Unanswered {
    List<? extends Entry> found = searching.search(query(account), deadline).entries();
    return found.isEmpty()
        ? new Finding(null, "the account is gone")
        : new Finding(state(found.get(0), searching, deadline), null);
  }

  /** The same account as it is now, with the groups it is in now. */
  Finding withGroups(Identity account, GroupLookup groups, Searching searching, Deadline deadline)
      throws Unanswered {
    Finding now = again(account, searching, deadline);
    AccountState state = now.account();
    if (state == null || state.groupsRead()) {
      return now;
    }
    Groups found = groups.of(state.identity(), searching, deadline);
    return new Finding(state.with(found), null);
  }

  AccountState state(Entry entry, Searching searching, Deadline deadline) {
    return entries.read(entry, policies.of(entry, searching, deadline), Instant.now());
  }

  /** The DN that a name is, or makes by the template; null if it takes a search. */
  @Nullable DN dnOf(LoginName name) {
    return users.dnOf(name);
  }

  private Query query(Identity account) {
    byte[] guid = settings.isActiveDirectory() ? ObjectIds.guidOctets(account.account()) : null;
    if (guid != null) {
      Filter same = Filter.createEqualityFilter("objectGUID", guid);
      return Query.below(settings.baseDn(), same, entries.attributes(), 1);
    }
    String dn = account.distinguishedName();
    return Query.entry(
        dn != null ? dn : account.account(), entries.attributes().toArray(String[]::new));
  }
}
