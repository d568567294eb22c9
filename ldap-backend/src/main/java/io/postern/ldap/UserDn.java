package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;

/**
 * Makes a user's DN of a template and a name. The name goes into the parsed DN as an attribute
 * value, so nothing in a name can change where the DN points (RFC 4514 §2.4).
 */
final class UserDn {
  private final DN template;

  UserDn(String template) {
    this.template = parse(template);
  }

  static boolean isTemplate(String text) {
    return DN.isValidDN(text) && text.contains(LdapSettings.USER);
  }

  DN of(String name) {
    RDN[] filled = template.getRDNs().clone();
    for (int i = 0; i < filled.length; i++) {
      String[] values = filled[i].getAttributeValues().clone();
      for (int j = 0; j < values.length; j++) {
        values[j] = values[j].replace(LdapSettings.USER, name);
      }
      filled[i] = new RDN(filled[i].getAttributeNames(), values);
    }
    return new DN(filled);
  }

  private static DN parse(String template) {
    try {
      return new DN(template);
    } catch (LDAPException notDn) {
      throw new IllegalArgumentException("not a DN: " + template, notDn);
    }
  }
}
