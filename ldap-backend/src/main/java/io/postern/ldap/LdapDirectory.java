package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory that speaks LDAP: a name is searched, its password is proven by one bind.
 * Thread-safe.
 */
public final class LdapDirectory implements AccountDirectory {
  private final LdapSettings settings;
  private final DN base;
  private final LdapClient client;
  private final AccountFinder finder;
  private final PasswordProof proof;
  private final ChangeFeed changes;
  private final PdcEmulator pdcEmulator;
  private final GroupLookup groups;

  private LdapDirectory(LdapSettings settings, LdapListener listener) {
    this.settings = settings;
    this.base = dn(settings.baseDn());
    AdDomain domain = settings.isActiveDirectory() ? new AdDomain(settings) : null;
    this.finder = new AccountFinder(settings, domain);
    this.client = LdapClient.start(settings, domain, listener);
    SidNames sidNames = new SidNames(settings.domainDn());
    this.groups = GroupLookup.of(settings, sidNames, client.notices());
    this.proof = new PasswordProof(client, finder, groups, base);
    this.changes =
        settings.isActiveDirectory()
            ? new UsnChanges(settings, client, finder, sidNames)
            : new TimestampChanges(settings, client, finder);
    this.pdcEmulator = new PdcEmulator(client, domain);
  }

  /** Opens a directory. It connects in the background: a server that is down is no failure here. */
  public static LdapDirectory open(LdapSettings settings, LdapListener listener) {
    return new LdapDirectory(settings, listener);
  }

  @Override
  public boolean canSearch() {
    return settings.serviceAccount() != null
        || (!settings.isActiveDirectory() && settings.userDnTemplate() == null);
  }

  @Override
  public Lookup find(String userId, Deadline deadline) {
    LoginName name = LoginName.parse(userId, base);
    if (name == null) {
      return nobody("a name of blanks");
    }
    if (!canSearch()) {
      return unsearched(name);
    }
    try {
      return found(client.search(deadline, (as, due) -> finder.byName(name, as, due)));
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    if (!canSearch()) {
      return new Lookup.Failed(cannotSearch());
    }
    try {
      return found(
          pdcEmulator.ask(deadline, (as, due) -> finder.again(account.identity(), as, due)));
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Lookup identify(AccountState account, Deadline deadline) {
    if (!canSearch()) {
      return new Lookup.Failed(cannotSearch());
    }
    try {
      return found(
          client.search(
              deadline, (as, due) -> finder.withGroups(account.identity(), groups, as, due)));
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Outcome prove(
      Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
    try {
      return whom instanceof Lookup.Found found
          ? proof.of(found.state(), userPass, sendBy, deadline)
          : proof.of((Lookup.Unsearched) whom, userPass, sendBy, deadline);
    } catch (Unanswered unanswered) {
      return unanswered.outcome();
    }
  }

  @Override
  public Changes changesSince(
      @Nullable String mark, Collection<AccountState> wanted, Deadline deadline) {
    if (!canSearch()) {
      return new Changes.Failed(cannotSearch());
    }
    try {
      return changes.since(mark, wanted, deadline);
    } catch (Unanswered unanswered) {
      return new Changes.Failed(unanswered.outcome());
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** The DN below which its users are. */
  DN base() {
    return base;
  }

  /** The names of an AD domain. */
  AdNames adNames() {
    return domain().names();
  }

  /** Asks an AD domain for its NetBIOS name, if nobody has told it and we may search. */
  void learnNetbiosName(Deadline deadline) throws Unanswered {
    if (canSearch() && !adNames().knowsNetbiosName()) {
      client.search(deadline, (as, due) -> domain().learn(as, due));
    }
  }

  private AdDomain domain() {
    return Objects.requireNonNull(finder.domain(), "not an AD domain");
  }

  private Lookup unsearched(LoginName name) {
    if (finder.domain() != null) {
      return finder.domain().names().direct(name);
    }
    DN dn = finder.dnOf(name);
    return dn == null
        ? nobody("without a search, only user-dn-template makes a DN of this name")
        : new Lookup.Unsearched("name:" + dn.toNormalizedString(), dn.toString());
  }

  private static Lookup found(AccountFinder.Finding finding) {
    return finding.account() == null ? nobody(finding.note()) : new Lookup.Found(finding.account());
  }

  static Lookup nobody(@Nullable String note) {
    return new Lookup.Nobody(
        new Evidence(Evidence.Source.DIRECTORY, null, null, Duration.ZERO, note));
  }

  private static Outcome.Unavailable cannotSearch() {
    return new Outcome.Unavailable(
        Outcome.Cause.MISCONFIGURED,
        Evidence.of(Evidence.Source.NONE, "a service account is needed to search"));
  }

  private static DN dn(String text) {
    try {
      return new DN(text);
    } catch (LDAPException notDn) {
      throw new IllegalArgumentException("not a DN: " + text, notDn);
    }
  }
}
