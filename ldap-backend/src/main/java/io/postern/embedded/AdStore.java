package io.postern.embedded;

import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryRequestHandler;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.util.StaticUtils;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The entries, with what AD adds to each: objectGUID, distinguishedName, and the update sequence
 * number of its last change. Thread-safe; a change is visible when the method returns.
 */
final class AdStore {
  /**
   * Attributes that a domain controller keeps to itself: a change of nothing else gets no update
   * sequence number, so that a failed bind is not a change ([MS-ADTS] 3.1.1.1.9).
   */
  private static final Set<String> NOT_REPLICATED =
      Set.of("badpwdcount", "badpasswordtime", "lastlogon", "lastlogoff", "logoncount");

  private final String baseDn;
  private final InMemoryRequestHandler entries;
  private final InstantSource clock;
  private long usn = 12_288;

  AdStore(InstantSource clock, String baseDn) throws LDAPException {
    this.baseDn = baseDn;
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(baseDn);
    config.setSchema(AdSchema.schema());
    config.setEnforceAttributeSyntaxCompliance(false);
    config.setEnforceSingleStructuralObjectClass(false);
    config.setGenerateOperationalAttributes(false);
    config.setEqualityIndexAttributes(
        "sAMAccountName", "userPrincipalName", "memberOf", "member", "objectSid", "objectGUID");
    this.entries = new InMemoryRequestHandler(config);
    this.clock = clock;
  }

  Schema schema() {
    Schema schema = entries.getSchema();
    if (schema == null) {
      throw new IllegalStateException("made with a schema");
    }
    return schema;
  }

  synchronized long highestUsn() {
    return usn;
  }

  /** The entry with this DN, however it is spelled. */
  @Nullable ReadOnlyEntry get(DN dn) {
    return entries.getEntry(dn);
  }

  List<ReadOnlyEntry> search(String base, SearchScope scope, Filter filter) throws LDAPException {
    return entries.search(base, scope, filter);
  }

  synchronized void add(Entry entry) throws LDAPException {
    Entry complete = entry.duplicate();
    String now = now();
    usn++;
    complete.addAttribute("objectGUID", Guid.octets(UUID.randomUUID()));
    complete.addAttribute("distinguishedName", entry.getDN());
    complete.addAttribute("name", entry.getParsedDN().getRDN().getAttributeValues()[0]);
    complete.addAttribute("whenCreated", now);
    complete.addAttribute("whenChanged", now);
    complete.addAttribute("uSNCreated", Long.toString(usn));
    complete.addAttribute("uSNChanged", Long.toString(usn));
    entries.addEntry(complete, false);
  }

  synchronized void modify(String dn, List<Modification> modifications) throws LDAPException {
    List<Modification> all = new ArrayList<>(modifications);
    if (!modifications.stream().allMatch(AdStore::isNotReplicated)) {
      usn++;
      all.add(set("uSNChanged", Long.toString(usn)));
      all.add(set("whenChanged", now()));
    }
    entries.modifyEntry(dn, all);
  }

  /** A change of what an entry's back-link shows, which is no change of the entry itself. */
  synchronized void modifyBackLink(String dn, Modification modification) throws LDAPException {
    entries.modifyEntry(dn, List.of(modification));
  }

  synchronized void rename(DN from, DN to) throws LDAPException {
    DN parent = to.getParent();
    entries.modifyDN(
        new ModifyDNRequest(
            from.toString(), to.getRDNString(), true, parent == null ? null : parent.toString()));
    modify(
        to.toString(),
        List.of(
            set("distinguishedName", to.toString()),
            set("name", to.getRDN().getAttributeValues()[0])));
  }

  /** Deletes an entry; what remains of it is a change that those who ask for it can see. */
  synchronized void delete(DN dn) throws LDAPException {
    ReadOnlyEntry entry = get(dn);
    if (entry == null) {
      throw new LDAPException(ResultCode.NO_SUCH_OBJECT);
    }
    usn++;
    entries.deleteSubtree(dn.toString());
    entries.addEntry(Tombstone.of(entry, baseDn, usn, now()), false);
  }

  private String now() {
    return StaticUtils.encodeGeneralizedTime(Date.from(clock.instant()));
  }

  static Modification set(String attribute, String... values) {
    return new Modification(ModificationType.REPLACE, attribute, values);
  }

  private static boolean isNotReplicated(Modification modification) {
    return NOT_REPLICATED.contains(modification.getAttributeName().toLowerCase(Locale.ROOT));
  }
}
