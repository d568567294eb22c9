package io.postern.ldap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which domains there are, and where to look up whose a name is. Immutable.
 *
 * @param domains at least one; the first is asked about names that no domain claims
 * @param globalCatalog its servers are those of a global catalog; null: there is none
 */
public record ForestSettings(List<Domain> domains, @Nullable LdapSettings globalCatalog) {

  public ForestSettings {
    domains = List.copyOf(domains);
    boolean several = domains.size() > 1 || globalCatalog != null;
    if (several && !domains.stream().allMatch(domain -> domain.ldap().isActiveDirectory())) {
      throw new IllegalArgumentException("domains and global-catalog need type: active-directory");
    }
  }

  /**
   * One of the domains.
   *
   * @param suffixes UPN suffixes of its users, beside its DNS name
   */
  public record Domain(LdapSettings ldap, List<String> suffixes) {
    public Domain {
      suffixes = List.copyOf(suffixes);
    }
  }

  /** One domain, or another directory, and nothing else. */
  public static ForestSettings of(LdapSettings only) {
    return new ForestSettings(List.of(new Domain(only, List.of())), null);
  }

  /** The domain of names that no domain claims. */
  public LdapSettings first() {
    return domains.get(0).ldap();
  }

  /** To one server of each domain at once. */
  public int connections() {
    return domains.stream().mapToInt(domain -> domain.ldap().connections()).sum();
  }

  /** Whether accounts can be searched in one domain at least. */
  public boolean hasServiceAccount() {
    return domains.stream().anyMatch(domain -> domain.ldap().serviceAccount() != null);
  }
}
