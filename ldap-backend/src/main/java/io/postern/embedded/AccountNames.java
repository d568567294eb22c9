package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The forms of name that a simple bind takes ([MS-ADTS] 5.1.1.1.1): DN, user principal name (the
 * explicit one, or sAMAccountName with the domain's name), and down-level logon name. A bare
 * sAMAccountName is none of them.
 */
final class AccountNames {
  private final AdStore store;
  private final AdSettings settings;

  AccountNames(AdStore store, AdSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Whose name this is; null if nobody's. */
  @Nullable Entry find(String bindName) {
    // AD ignores blanks around a name.
    String name = bindName.strip();
    int backslash = name.indexOf('\\');
    if (backslash > 0 && name.indexOf('=') < 0) {
      return name.substring(0, backslash).equalsIgnoreCase(settings.netBiosName())
          ? bySamAccountName(name.substring(backslash + 1))
          : null;
    }
    Entry byUpn = find(Filter.createEqualityFilter("userPrincipalName", name));
    if (byUpn != null) {
      return byUpn;
    }
    int at = name.lastIndexOf('@');
    if (at > 0 && isDomain(name.substring(at + 1))) {
      return bySamAccountName(name.substring(0, at));
    }
    return DN.isValidDN(name) ? byDn(name) : null;
  }

  @Nullable ReadOnlyEntry bySamAccountName(String name) {
    return find(Filter.createEqualityFilter("sAMAccountName", name));
  }

  private boolean isDomain(String suffix) {
    String lower = suffix.toLowerCase(Locale.ROOT);
    return lower.equals(settings.dnsDomain())
        || lower.equals(settings.netBiosName().toLowerCase(Locale.ROOT));
  }

  private @Nullable Entry byDn(String name) {
    try {
      return store.get(new DN(name));
    } catch (LDAPException notADn) {
      return null;
    }
  }

  private @Nullable ReadOnlyEntry find(Filter filter) {
    try {
      Filter alive = Filter.createANDFilter(filter, Tombstone.NONE);
      List<ReadOnlyEntry> found = store.search(settings.baseDn(), SearchScope.SUB, alive);
      return found.size() == 1 ? found.get(0) : null;
    } catch (LDAPException impossible) {
      throw new IllegalStateException("the base DN is always there", impossible);
    }
  }
}
