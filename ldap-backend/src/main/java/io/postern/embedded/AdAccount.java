package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.StaticUtils;
import org.jspecify.annotations.Nullable;

/** An entry that can sign in, as it was when it was read. */
record AdAccount(Entry entry) {
  static final int DISABLED = 0x2;
  static final int NORMAL = 0x200;
  static final int PASSWORD_NEVER_EXPIRES = 0x10000;

  /** Null if the entry is not of a kind that can sign in. */
  static @Nullable AdAccount of(@Nullable Entry entry) {
    if (entry == null || !entry.hasObjectClass("user")) {
      return null;
    }
    return entry.hasAttribute("sAMAccountName") ? new AdAccount(entry) : null;
  }

  String dn() {
    return entry.getDN();
  }

  DN parsedDn() {
    try {
      return entry.getParsedDN();
    } catch (LDAPException impossible) {
      throw new IllegalStateException("a stored entry has a DN", impossible);
    }
  }

  /** The sAMAccountName. */
  String name() {
    return entry.getAttributeValue("sAMAccountName");
  }

  /** The objectGUID in hexadecimal: what stays the same when an account is renamed. */
  String guid() {
    return StaticUtils.toHex(entry.getAttributeValueBytes("objectGUID"));
  }

  boolean hasFlag(int flag) {
    return (number("userAccountControl") & flag) != 0;
  }

  /** An attribute's number; 0 if it has none. */
  long number(String attribute) {
    Long value = entry.getAttributeValueAsLong(attribute);
    return value == null ? 0 : value;
  }
}
