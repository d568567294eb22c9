package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Evidence;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Proves a password by one bind at most, then finds the user's groups. Thread-safe. */
final class PasswordProof {
  private final LdapClient client;
  private final AccountFinder finder;
  private final GroupLookup groups;
  private final DN base;

  PasswordProof(LdapClient client, AccountFinder finder, GroupLookup groups, DN base) {
    this.client = client;
    this.finder = finder;
    this.groups = groups;
    this.base = base;
  }

  /** For an account that a search found: the service account looks up the groups. */
  Outcome of(AccountState account, UserPass userPass, Deadline sendBy, Deadline deadline)
      throws Unanswered {
    Identity identity = account.identity();
    if (account.refusal() == Reason.ACCOUNT_LOCKED) {
      // A bind would tell nothing about the password, and some servers would count it.
      return new Verdict.Rejected(
          Reason.ACCOUNT_LOCKED,
          identity,
          Evidence.of(Evidence.Source.DIRECTORY, "its entry says that the account is locked"));
    }
    BindReading reading;
    Evidence evidence;
    try (UserBind.Session session =
        client.bind(GroupLookup.dn(identity), userPass.password(), sendBy, deadline)) {
      reading = session.reading();
      evidence = session.evidence(null);
    }
    if (reading.refusal() != null) {
      return new Verdict.Rejected(reading.refusal(), identity, evidence);
    }
    Groups found =
        account.groupsRead()
            ? identity.groups()
            : client.search(deadline, (as, due) -> groups.of(identity, as, due));
    return new Verdict.Authenticated(complete(identity, found, reading), evidence);
  }

  /** For a name that can bind as it is: the user looks up the own entry and groups. */
  Outcome of(Lookup.Unsearched whom, UserPass userPass, Deadline sendBy, Deadline deadline)
      throws Unanswered {
    try (UserBind.Session self =
        client.bind(whom.bindName(), userPass.password(), sendBy, deadline)) {
      BindReading reading = self.reading();
      if (reading.refusal() != null) {
        return new Verdict.Rejected(reading.refusal(), null, self.evidence(null));
      }
      Identity own = own(whom, self, deadline);
      Groups found = own.distinguishedName() == null ? Groups.NONE : groups.of(own, self, deadline);
      return new Verdict.Authenticated(complete(own, found, reading), self.evidence(null));
    }
  }

  private Identity own(Lookup.Unsearched whom, Searching self, Deadline deadline)
      throws Unanswered {
    LoginName name = LoginName.parse(whom.bindName(), base);
    AccountState found = name == null ? null : finder.byName(name, self, deadline).account();
    return found != null
        ? found.identity()
        : new Identity(whom.account(), whom.bindName(), null, null, Groups.NONE, null);
  }

  private static Identity complete(Identity identity, Groups groups, BindReading reading) {
    @Nullable Instant warned = reading.passwordExpires();
    return new Identity(
        identity.account(),
        identity.name(),
        identity.distinguishedName(),
        identity.userPrincipalName(),
        groups,
        warned != null ? warned : identity.passwordExpires());
  }
}
