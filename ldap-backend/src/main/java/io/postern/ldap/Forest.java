package io.postern.ldap;

import static java.util.stream.Collectors.groupingBy;

import com.unboundid.ldap.sdk.DN;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several AD domains as one directory: a name tells its domain, or the global catalog does, and the
 * domain alone is asked about it. Thread-safe.
 */
public final class Forest implements AccountDirectory {
  private final List<ForestDomain> domains;
  private final DomainRoutes routes;
  private final @Nullable GlobalCatalog catalog;

  private Forest(ForestSettings settings, LdapListener listener) {
    this.domains =
        settings.domains().stream().map(domain -> new ForestDomain(domain, listener)).toList();
    this.routes = new DomainRoutes(domains);
    this.catalog =
        settings.globalCatalog() == null
            ? null
            : new GlobalCatalog(settings.globalCatalog(), listener);
  }

  /**
   * Opens the directory of these domains; where there is one, that is all there is to it. See
   * {@link LdapDirectory#open}.
   */
  public static AccountDirectory open(ForestSettings settings, LdapListener listener) {
    return settings.domains().size() == 1 && settings.globalCatalog() == null
        ? LdapDirectory.open(settings.first(), listener)
        : new Forest(settings, listener);
  }

  @Override
  public Lookup find(String userId, Deadline deadline) {
    LoginName name = LoginName.parse(userId, DN.NULL_DN);
    if (name == null) {
      return routes.first().directory().find(userId, deadline);
    }
    try {
      ForestDomain own = routes.known(name);
      if (own == null) {
        return unclaimed(name, deadline);
      }
      Lookup found = own.directory().find(userId, deadline);
      // Users of other domains may have this domain's suffix.
      return found instanceof Lookup.Nobody && catalog != null && name instanceof LoginName.Upn
          ? inForest(name, catalog, deadline)
          : found;
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    return domainOf(account).recheck(account, deadline);
  }

  @Override
  public Lookup identify(AccountState account, Deadline deadline) {
    return domainOf(account).identify(account, deadline);
  }

  @Override
  public Outcome prove(
      Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
    LdapDirectory own =
        whom instanceof Lookup.Found found
            ? domainOf(found.state())
            : domainOf((Lookup.Unsearched) whom);
    return own.prove(whom, userPass, sendBy, deadline);
  }

  @Override
  public Changes changesSince(
      @Nullable String mark, Collection<AccountState> wanted, Deadline deadline) {
    List<ForestDomain> searched =
        domains.stream().filter(domain -> domain.directory().canSearch()).toList();
    return searched.isEmpty()
        ? routes.first().directory().changesSince(mark, deadline)
        : ForestChanges.since(
            mark, searched, wanted.stream().collect(groupingBy(this::domainOf)), deadline);
  }

  /** Whether one domain can: what cannot be searched is not watched, and all else still is. */
  @Override
  public boolean canSearch() {
    return domains.stream().anyMatch(domain -> domain.directory().canSearch());
  }

  @Override
  public void close() {
    domains.forEach(domain -> domain.directory().close());
    if (catalog != null) {
      catalog.close();
    }
  }

  /** Time for one of several questions that leaves as much for each of the others. */
  static Deadline share(Deadline deadline, int questions) {
    return Connector.earlier(deadline, deadline.remaining().dividedBy(questions));
  }

  /** For a name that no domain claims yet. */
  private Lookup unclaimed(LoginName name, Deadline deadline) throws Unanswered {
    Lookup found = catalog == null ? null : inForest(name, catalog, deadline);
    if (found != null && !(found instanceof Lookup.Nobody)) {
      return found;
    }
    ForestDomain learned = routes.learned(name, deadline);
    if (learned != null) {
      return learned.directory().find(name.typed(), deadline);
    }
    return found != null ? found : routes.first().directory().find(name.typed(), deadline);
  }

  private Lookup inForest(LoginName name, GlobalCatalog catalog, Deadline deadline)
      throws Unanswered {
    List<DN> found = catalog.find(name, deadline);
    if (found.size() != 1) {
      return LdapDirectory.nobody(
          found.isEmpty()
              ? "the global catalog knows nobody of this name"
              : "several accounts of the forest answer to this name");
    }
    DN dn = found.get(0);
    ForestDomain domain = routes.holding(dn);
    if (domain == null) {
      return LdapDirectory.nobody("directory.domains does not have the domain of " + dn);
    }
    return domain
        .directory()
        .find(name instanceof LoginName.DownLevel ? name.typed() : dn.toString(), deadline);
  }

  private LdapDirectory domainOf(AccountState account) {
    String dn = account.identity().distinguishedName();
    return domainOf(dn == null ? account.identity().name() : dn);
  }

  private LdapDirectory domainOf(Lookup.Unsearched whom) {
    return domainOf(whom.bindName());
  }

  /** Goes by what is known now: who was found was asked about, and its domain has told its name. */
  private LdapDirectory domainOf(String bindName) {
    LoginName name = LoginName.parse(bindName, DN.NULL_DN);
    ForestDomain own = name == null ? null : routes.known(name);
    return (own == null ? routes.first() : own).directory();
  }
}
