package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** One domain of several, and the names that it answers to. Thread-safe. */
final class ForestDomain {
  private static final Logger LOG = LoggerFactory.getLogger(ForestDomain.class);
  private static final Marker BLIND = MarkerFactory.getMarker("watch-blind");
  private static final Marker BACK = MarkerFactory.getMarker("watch-back");

  private final LdapDirectory directory;
  private final String dnsName;
  private final List<String> suffixes;
  private volatile boolean blind;

  ForestDomain(ForestSettings.Domain settings, LdapListener listener) {
    this.directory = LdapDirectory.open(settings.ldap(), listener);
    this.dnsName = settings.ldap().domainName();
    this.suffixes = settings.suffixes();
  }

  LdapDirectory directory() {
    return directory;
  }

  /** Whether it is called so, for all that is known: by DNS or NetBIOS name, or by a suffix. */
  boolean isCalled(String name) {
    return directory.adNames().isOurDomain(name)
        || suffixes.stream().anyMatch(suffix -> suffix.equalsIgnoreCase(name));
  }

  /** Whether its NetBIOS name, while unknown, is likely this: new domains get their first label. */
  boolean isLikely(String netbiosName) {
    return dnsName.split("\\.", 2)[0].equalsIgnoreCase(netbiosName);
  }

  boolean holds(DN dn) {
    return dn.isDescendantOf(directory.base(), true);
  }

  /** What changed in this domain; says in the log when that cannot be seen. */
  Changes changesSince(@Nullable String mark, Collection<AccountState> wanted, Deadline deadline) {
    Changes changes = directory.changesSince(mark, wanted, deadline);
    boolean failed = changes instanceof Changes.Failed;
    if (failed && !blind) {
      LOG.warn(BLIND, "The account watch cannot see changes in the domain {}", dnsName);
    } else if (!failed && blind) {
      LOG.info(BACK, "The account watch sees changes in the domain {} again", dnsName);
    }
    blind = failed;
    return changes;
  }
}
