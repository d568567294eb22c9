package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.spi.Evidence;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A directory that speaks LDAP: a name is searched, its password is proven by one bind.
 * Thread-safe.
 */
public final class LdapDirectory implements AccountDirectory {
  private final LdapSettings settings;
  private final DN base;
  private final LdapClient client;
  private final AccountEntry entries;
  private final UserSearch search;
  private final @Nullable AdNames adNames;

  private LdapDirectory(LdapSettings settings, LdapClient client) {
    this.settings = settings;
    this.client = client;
    this.base = dn(settings.baseDn());
    this.entries = AccountEntry.of(settings);
    this.adNames = settings.isActiveDirectory() ? adNames(settings) : null;
    this.search = new UserSearch(settings, adNames, entries.attributes());
  }

  /** Opens a directory. It connects in the background: a server that is down is no failure here. */
  public static LdapDirectory open(LdapSettings settings, LdapListener listener) {
    return new LdapDirectory(settings, LdapClient.start(settings, listener));
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
      UserSearch.Hit hit = client.search(deadline, (as, due) -> search.find(name, as, due));
      return hit.entry() == null ? nobody(hit.note()) : new Lookup.Found(state(hit.entry()));
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    String dn = account.identity().distinguishedName();
    if (!canSearch() || dn == null) {
      return new Lookup.Failed(cannotSearch());
    }
    try {
      Query query = Query.entry(dn, entries.attributes().toArray(String[]::new));
      Answer answer = client.search(deadline, (as, due) -> as.search(query, due));
      return answer.entries().isEmpty()
          ? nobody("the account is gone")
          : new Lookup.Found(state(answer.entries().get(0)));
    } catch (Unanswered unanswered) {
      return new Lookup.Failed(unanswered.outcome());
    }
  }

  @Override
  public Outcome prove(Lookup.Provable whom, UserPass userPass, Deadline deadline) {
    try {
      if (whom instanceof Lookup.Found found) {
        return prove(found.state(), userPass, deadline);
      }
      return prove((Lookup.Unsearched) whom, userPass, deadline);
    } catch (Unanswered unanswered) {
      return unanswered.outcome();
    }
  }

  @Override
  public Changes changesSince(@Nullable String mark, Deadline deadline) {
    return new Changes.Failed(cannotSearch());
  }

  @Override
  public void close() {
    client.close();
  }

  private Outcome prove(AccountState account, UserPass userPass, Deadline deadline)
      throws Unanswered {
    Identity identity = account.identity();
    if (account.refusal() == Verdict.Reason.ACCOUNT_LOCKED) {
      // A bind would tell nothing about the password, and some servers would count it.
      return new Verdict.Rejected(
          Verdict.Reason.ACCOUNT_LOCKED,
          identity,
          Evidence.of(Evidence.Source.DIRECTORY, "the account's entry says that it is locked"));
    }
    String dn = identity.distinguishedName();
    if (dn == null) {
      throw new IllegalArgumentException("an account without a DN was not found here");
    }
    try (UserBind.Session session = client.bind(dn, userPass.password(), deadline)) {
      BindReading reading = session.reading();
      return reading.refusal() != null
          ? new Verdict.Rejected(reading.refusal(), identity, session.evidence(null))
          : new Verdict.Authenticated(expiring(identity, reading), session.evidence(null));
    }
  }

  private Outcome prove(Lookup.Unsearched whom, UserPass userPass, Deadline deadline)
      throws Unanswered {
    try (UserBind.Session session = client.bind(whom.bindName(), userPass.password(), deadline)) {
      BindReading reading = session.reading();
      if (reading.refusal() != null) {
        return new Verdict.Rejected(reading.refusal(), null, session.evidence(null));
      }
      Identity own = ownIdentity(whom, session, deadline);
      return new Verdict.Authenticated(expiring(own, reading), session.evidence(null));
    }
  }

  /** Reads the entry of the user who has just bound, with the user's own rights. */
  private Identity ownIdentity(Lookup.Unsearched whom, Searching self, Deadline deadline)
      throws Unanswered {
    LoginName name = LoginName.parse(whom.bindName(), base);
    Entry entry = name == null ? null : search.find(name, self, deadline).entry();
    if (entry == null) {
      return new Identity(whom.account(), whom.bindName(), null, null, Groups.NONE, null);
    }
    return state(entry).identity();
  }

  private Lookup unsearched(LoginName name) {
    if (adNames != null) {
      return adNames.direct(name);
    }
    DN dn = search.dnOf(name);
    return dn == null
        ? nobody("without a search, only a DN template makes a DN of this name")
        : new Lookup.Unsearched("name:" + dn.toNormalizedString(), dn.toString());
  }

  private AccountState state(Entry entry) {
    return entries.read(entry, LockoutPolicy.UNKNOWN, Instant.now());
  }

  private static Identity expiring(Identity identity, BindReading reading) {
    return reading.passwordExpires() == null
        ? identity
        : new Identity(
            identity.account(),
            identity.name(),
            identity.distinguishedName(),
            identity.userPrincipalName(),
            identity.groups(),
            reading.passwordExpires());
  }

  private static Lookup nobody(@Nullable String note) {
    return new Lookup.Nobody(
        new Evidence(Evidence.Source.DIRECTORY, null, null, Duration.ZERO, note));
  }

  private static Outcome.Unavailable cannotSearch() {
    return new Outcome.Unavailable(
        Outcome.Cause.MISCONFIGURED,
        Evidence.of(Evidence.Source.NONE, "a service account is needed to search"));
  }

  private static AdNames adNames(LdapSettings settings) {
    return new AdNames(settings.domainName(), settings.netbiosName(), settings.mailNames());
  }

  private static DN dn(String text) {
    try {
      return new DN(text);
    } catch (LDAPException notDn) {
      throw new IllegalArgumentException("not a DN: " + text, notDn);
    }
  }
}
