package io.postern.ldap;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one look at an AD server brings. Made for one look; confined to a thread. */
final class UsnNews {
  private final Set<String> seen;
  private final Map<String, AccountState> unseen = new LinkedHashMap<>();
  private final List<AccountState> looked = new ArrayList<>();
  private final List<AccountState> accounts = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();

  /**
   * Nothing is new yet.
   *
   * @param wanted accounts to be told about although they may not have changed
   * @param seen the keys of those that are as they were, since nothing was written meanwhile
   */
  UsnNews(Collection<AccountState> wanted, Set<String> seen) {
    this.seen = seen;
    for (AccountState state : wanted) {
      String key = state.identity().account();
      if (seen.contains(key)) {
        looked.add(state);
      } else if (ObjectIds.guidOctets(key) != null) {
        unseen.put(key, state);
      }
    }
  }

  /** The keys of the accounts that must be looked at. */
  Set<String> unseen() {
    return unseen.keySet();
  }

  /** An account was found, because it was changed or because it was wanted. */
  void account(AccountState state, boolean isChanged) {
    boolean isWanted = unseen.remove(state.identity().account()) != null;
    if (isWanted) {
      seen.add(state.identity().account());
    }
    (isChanged ? accounts : looked).add(state);
  }

  void gone(String key) {
    gone.add(key);
  }

  void group(String dn) {
    groups.add(dn);
  }

  /** All of it; who was wanted and not found is gone. */
  Changes.Since told(String mark) {
    gone.addAll(unseen.keySet());
    return new Changes.Since(mark, accounts, gone, groups, looked);
  }
}
