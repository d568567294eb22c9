package io.postern.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;

/**
 * What remains of a deleted entry: its identity without its attributes, in a container of its own,
 * for those who ask with the show-deleted control ([MS-ADTS] 3.1.1.5.5.1.1).
 */
final class Tombstone {
  /** Finds no tombstone. */
  static final Filter NONE =
      Filter.createNOTFilter(Filter.createEqualityFilter("isDeleted", "TRUE"));

  private static final String[] KEPT = {
    "objectClass", "objectGUID", "objectSid", "sAMAccountName", "uSNCreated", "whenCreated"
  };

  private Tombstone() {}

  static String container(String baseDn) {
    return "CN=Deleted Objects," + baseDn;
  }

  static boolean is(Entry entry) {
    return entry.hasAttributeValue("isDeleted", "TRUE");
  }

  static Entry of(ReadOnlyEntry entry, String baseDn, long usn, String now) throws LDAPException {
    // A line feed, DEL: and the GUID keep a new entry from the name of a deleted one.
    String guid = Guid.text(entry.getAttributeValueBytes("objectGUID"));
    String name = entry.getParsedDN().getRDN().getAttributeValues()[0];
    String dn = new RDN("CN", name) + "\\0ADEL:" + guid + ',' + container(baseDn);
    Entry tombstone = new Entry(dn);
    for (String attribute : KEPT) {
      if (entry.hasAttribute(attribute)) {
        tombstone.addAttribute(entry.getAttribute(attribute));
      }
    }
    tombstone.addAttribute("cn", name + "\nDEL:" + guid);
    tombstone.addAttribute("name", name + "\nDEL:" + guid);
    tombstone.addAttribute("distinguishedName", dn);
    tombstone.addAttribute("isDeleted", "TRUE");
    tombstone.addAttribute("lastKnownParent", String.valueOf(entry.getParentDNString()));
    tombstone.addAttribute("uSNChanged", Long.toString(usn));
    tombstone.addAttribute("whenChanged", now);
    return tombstone;
  }
}
