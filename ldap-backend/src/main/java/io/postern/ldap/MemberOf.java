package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.Deadline;
import io.postern.spi.Groups;
import io.postern.spi.Groups.Group;
import io.postern.spi.Identity;
import java.util.List;

/** The groups that the user's own entry names: cheap, and as complete as the server makes it. */
record MemberOf(int maximum) implements GroupLookup {
  @Override
  public Groups of(Identity user, Searching searching, Deadline deadline) throws Unanswered {
    List<String> dns =
        RangedValues.of(searching, GroupLookup.dn(user), "memberOf", maximum, deadline);
    if (dns.size() > maximum) {
      throw GroupLookup.tooMany(searching, maximum);
    }
    return new Groups(dns.stream().map(dn -> new Group(nameIn(dn), dn, null)).toList());
  }

  private static String nameIn(String dn) {
    try {
      return new DN(dn).getRDN().getAttributeValues()[0];
    } catch (LDAPException notDn) {
      return dn;
    }
  }
}
