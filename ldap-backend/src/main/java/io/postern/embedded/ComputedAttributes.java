package io.postern.embedded;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Attributes that are stored nowhere: AD works them out when a search asks for them by name
 * ([MS-ADTS] 3.1.1.4.5), and no filter finds them.
 */
final class ComputedAttributes {
  private final AccountRules rules;
  private final GroupLinks links;
  private final InstantSource clock;

  ComputedAttributes(AccountRules rules, GroupLinks links, InstantSource clock) {
    this.rules = rules;
    this.links = links;
    this.clock = clock;
  }

  /** Adds those that were asked for to {@code entry}, which is a copy. */
  void addTo(Entry entry, List<String> requested, SearchScope scope) throws LDAPException {
    Set<String> names = new TreeSet<>();
    // Of an attribute with a range, as in tokenGroups;range=1500-*, the whole is made first.
    requested.forEach(name -> names.add(name.toLowerCase(Locale.ROOT).replaceAll(";.*", "")));
    AdAccount account = AdAccount.of(entry);
    if (account != null && names.contains("msds-user-account-control-computed")) {
      int flags = rules.computedFlags(account, clock.instant());
      entry.addAttribute("msDS-User-Account-Control-Computed", Integer.toString(flags));
    }
    if (account != null && names.contains("msds-userpasswordexpirytimecomputed")) {
      long expiry = rules.passwordExpiry(account);
      entry.addAttribute("msDS-UserPasswordExpiryTimeComputed", Long.toString(expiry));
    }
    if (entry.hasObjectClass("group") && names.contains("primarygrouptoken")) {
      int token = Sid.relativeId(entry.getAttributeValueBytes("objectSid"));
      entry.addAttribute("primaryGroupToken", Integer.toString(token));
    }
    // The only scope it may be asked with: an expansion costs too much for many entries.
    if (scope.equals(SearchScope.BASE) && names.contains("tokengroups")) {
      List<byte[]> sids =
          links.closure(entry).stream()
              .map(group -> group.getAttributeValueBytes("objectSid"))
              .toList();
      if (!sids.isEmpty()) {
        entry.addAttribute(new Attribute("tokenGroups", sids.toArray(new byte[0][])));
      }
    }
  }
}
