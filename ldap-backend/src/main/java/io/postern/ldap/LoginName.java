package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import org.jspecify.annotations.Nullable;

/** A name as a user types it, told apart by its form alone. */
sealed interface LoginName {

  /** The whole name as it was typed, without blanks around it. */
  String typed();

  /** {@code bob@corp.example.com}: a user principal name, or something that looks like one. */
  record Upn(String typed, String prefix, String suffix) implements LoginName {}

  /** {@code CORP\bob}. */
  record DownLevel(String typed, String domain, String account) implements LoginName {}

  /** {@code bob}. */
  record Account(String typed) implements LoginName {}

  /** {@code CN=Bob,OU=People,DC=corp,DC=example,DC=com}. */
  record Distinguished(String typed, DN dn) implements LoginName {}

  /**
   * Tells the form. AD ignores blanks around a name, so nobody may get a second identity by them:
   * they are dropped here.
   *
   * @param base a DN counts as one only below it; a uid may hold an equals sign
   * @return null for a name that is nobody's
   */
  static @Nullable LoginName parse(String userId, DN base) {
    String typed = userId.strip();
    if (typed.isEmpty()) {
      return null;
    }
    DN dn = typed.indexOf('=') < 0 ? null : below(typed, base);
    if (dn != null) {
      return new Distinguished(typed, dn);
    }
    int backslash = typed.indexOf('\\');
    if (backslash > 0 && backslash < typed.length() - 1) {
      return new DownLevel(typed, typed.substring(0, backslash), typed.substring(backslash + 1));
    }
    int at = typed.lastIndexOf('@');
    if (at > 0 && at < typed.length() - 1) {
      return new Upn(typed, typed.substring(0, at), typed.substring(at + 1));
    }
    return new Account(typed);
  }

  private static @Nullable DN below(String typed, DN base) {
    try {
      DN dn = new DN(typed);
      return dn.isDescendantOf(base, false) ? dn : null;
    } catch (LDAPException notDn) {
      return null;
    }
  }
}
