package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account's entry says, in one kind of directory. */
interface AccountEntry {

  /** The attributes to ask for. */
  List<String> attributes();

  /** The account, without its groups. */
  AccountState read(Entry entry, LockoutPolicy lockout, Instant now);

  /** The way to read the entries of this directory. */
  static AccountEntry of(LdapSettings settings) {
    return settings.isActiveDirectory() ? new AdAccountEntry() : new LdapAccountEntry();
  }

  /** The key of an account that has no identifier: its DN in one spelling. */
  static String normalised(String dn) {
    try {
      return DN.normalize(dn);
    } catch (LDAPException notDn) {
      return dn;
    }
  }

  static @Nullable Long number(Entry entry, String attribute) {
    return entry.getAttributeValueAsLong(attribute);
  }
}
