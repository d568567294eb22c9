package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.Deadline;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of an AD domain as a whole: its NetBIOS name, and which of its servers is
 * the PDC emulator. Learned when first needed. Thread-safe.
 */
final class AdDomain {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LdapSettings settings;
  private final AdNames names;
  private volatile @Nullable String clientSite;
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - PATIENCE_NANOS);

  AdDomain(LdapSettings settings) {
    this.settings = settings;
    this.names = new AdNames(settings.domainName(), settings.netbiosName(), settings.mailNames());
  }

  AdNames names() {
    return names;
  }

  String dnsName() {
    return settings.domainName();
  }

  /** The site that we are in: as it was set, else as the directory says; null if neither. */
  @Nullable String site() {
    return settings.site() != null ? settings.site() : clientSite;
  }

  /** Takes over what a server said. */
  void met(NetlogonAnswer answer) {
    if (!answer.netbiosDomain().isEmpty() && settings.netbiosName() == null) {
      names.learn(answer.netbiosDomain());
    }
    clientSite = answer.clientSite().isEmpty() ? null : answer.clientSite();
  }

  /** Learns the NetBIOS name, if this name may have one in it and it is not known. */
  void learnFor(LoginName name, Searching searching, Deadline deadline) {
    boolean mayHave = name instanceof LoginName.DownLevel || name instanceof LoginName.Upn;
    if (mayHave && !names.knowsNetbiosName() && isTime()) {
      try {
        learn(searching, deadline);
      } catch (Unanswered later) {
        return;
      }
    }
  }

  /** Learns the NetBIOS name; whether the directory shows it. */
  boolean learn(Searching searching, Deadline deadline) throws Unanswered {
    String found = netbiosName(searching, deadline);
    if (found != null) {
      names.learn(found);
    }
    return found != null;
  }

  /** The DNS name of the PDC emulator; null if the directory does not show it. */
  @Nullable String pdcEmulator(Searching searching, Deadline deadline) throws Unanswered {
    String role = value(searching, settings.domainDn(), "fSMORoleOwner", deadline);
    DN server = role == null ? null : parentOf(role);
    return server == null ? null : value(searching, server.toString(), "dNSHostName", deadline);
  }

  /** The domain's NetBIOS name as the configuration partition has it; null if it is not shown. */
  @Nullable String netbiosName(Searching searching, Deadline deadline) throws Unanswered {
    String configuration = RootDse.read(searching, deadline).configuration();
    if (configuration == null) {
      return null;
    }
    Filter ours =
        Filter.createANDFilter(
            Filter.createEqualityFilter("objectClass", "crossRef"),
            Filter.createEqualityFilter("nCName", settings.domainDn()));
    Query query = Query.below("CN=Partitions," + configuration, ours, List.of("nETBIOSName"), 1);
    List<? extends Entry> found = searching.search(query, deadline).entries();
    return found.isEmpty() ? null : found.get(0).getAttributeValue("nETBIOSName");
  }

  private boolean isTime() {
    long before = lookedAt.get();
    long now = System.nanoTime();
    return now - before >= PATIENCE_NANOS && lookedAt.compareAndSet(before, now);
  }

  private static @Nullable String value(
      Searching searching, String dn, String attribute, Deadline deadline) throws Unanswered {
    List<? extends Entry> found = searching.search(Query.entry(dn, attribute), deadline).entries();
    return found.isEmpty() ? null : found.get(0).getAttributeValue(attribute);
  }

  private static @Nullable DN parentOf(String dn) {
    try {
      return new DN(dn).getParent();
    } catch (LDAPException notDn) {
      return null;
    }
  }
}
