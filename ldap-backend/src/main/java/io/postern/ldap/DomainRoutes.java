package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import io.postern.account.Deadline;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose a name is, of several domains, as far as its form tells. Thread-safe. */
final class DomainRoutes {
  private final List<ForestDomain> domains;

  DomainRoutes(List<ForestDomain> domains) {
    this.domains = domains;
  }

  /** The domain of names that no domain claims. */
  ForestDomain first() {
    return domains.get(0);
  }

  /** The domain that claims a name, for all that is known now; null: none does. */
  @Nullable ForestDomain known(LoginName name) {
    if (name instanceof LoginName.Account) {
      return first();
    }
    if (name instanceof LoginName.Distinguished distinguished) {
      ForestDomain above = holding(distinguished.dn());
      return above == null ? first() : above;
    }
    String label = label(name);
    return domains.stream().filter(domain -> domain.isCalled(label)).findFirst().orElse(null);
  }

  /** The domain nearest above an entry: a child domain's DN is below its parent's. */
  @Nullable ForestDomain holding(DN dn) {
    return domains.stream()
        .filter(domain -> domain.holds(dn))
        .max(Comparator.comparingInt(domain -> domain.directory().base().getRDNs().length))
        .orElse(null);
  }

  /**
   * The domain whose NetBIOS name this turns out to be, after those were asked that have not told
   * theirs; null: none.
   *
   * @throws Unanswered if it may be the name of one that did not answer
   */
  @Nullable ForestDomain learned(LoginName name, Deadline deadline) throws Unanswered {
    String label = label(name);
    if (label.indexOf('.') >= 0) {
      return null; // as no NetBIOS name has
    }
    Unanswered failure = null;
    List<ForestDomain> silent =
        domains.stream()
            .filter(domain -> !domain.directory().adNames().knowsNetbiosName())
            .sorted(Comparator.comparing(domain -> !domain.isLikely(label)))
            .toList();
    for (int i = 0; i < silent.size(); i++) {
      try {
        silent.get(i).directory().learnNetbiosName(Forest.share(deadline, silent.size() - i));
        if (silent.get(i).isCalled(label)) {
          return silent.get(i);
        }
      } catch (Unanswered failed) {
        failure = failure == null ? failed : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return null;
  }

  private static String label(LoginName name) {
    if (name instanceof LoginName.DownLevel downLevel) {
      return downLevel.domain();
    }
    return name instanceof LoginName.Upn upn ? upn.suffix() : "";
  }
}
