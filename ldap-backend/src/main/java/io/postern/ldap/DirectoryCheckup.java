package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.AccountState;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.ldap.LdapDoctor.Step;
import io.postern.spi.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Examines what the directory holds and shows, as the service account sees it. */
final class DirectoryCheckup {
  private static final String TIME = "currentTime";

  /** More than its whole seconds and the way there explain. */
  private static final Duration CLOCKS_APART = Duration.ofSeconds(2);

  private final LdapSettings settings;
  private final Searching searching;
  private final Consumer<Step> steps;
  private final GroupLookup groups;
  private final @Nullable AdDomain domain;
  private final AccountFinder finder;

  DirectoryCheckup(LdapSettings settings, Searching searching, Consumer<Step> steps) {
    this.settings = settings;
    this.searching = searching;
    this.steps = steps;
    this.domain = settings.isActiveDirectory() ? new AdDomain(settings) : null;
    this.groups = GroupLookup.of(settings, new SidNames(settings.domainDn()), Notices.silent());
    this.finder = new AccountFinder(settings, domain);
  }

  void examine() {
    if (settings.serviceAccount() == null) {
      steps.accept(
          Step.warn(
              "service account",
              "none: passwords are proven, but accounts cannot be watched nor shielded from"
                  + " lockout by what the directory counts",
              "set directory.service-account to an ordinary account"));
      return;
    }
    if (step("base DN", this::baseDn)) {
      step("users", this::users);
    }
    if (domain != null) {
      AdDomain ad = domain;
      step("NetBIOS name", due -> netbiosName(ad, due));
      step("lockout policy", this::lockoutPolicy);
      step("PDC emulator", due -> pdcEmulator(ad, due));
      step("changes", this::changes);
      step("clock", this::clock);
    }
    step("groups", this::ownGroups);
  }

  private Step baseDn(Deadline deadline) throws Unanswered {
    String base = settings.baseDn();
    if (!searching.search(Query.entry(base, "objectClass"), deadline).entries().isEmpty()) {
      return Step.ok("base DN", base);
    }
    String root = RootDse.read(searching, deadline).namingContext();
    return Step.fail(
        "base DN",
        base + " does not exist, or the service account may not read it",
        "set directory.base-dn to an entry above the users"
            + (root == null ? "" : ": " + Printable.of(root) + " is above all"));
  }

  private Step users(Deadline deadline) throws Unanswered {
    String filter =
        settings.userFilter() != null ? settings.userFilter() : settings.kind().userFilter;
    Filter anybody = FilterTemplate.forUser(filter).anybody();
    Query query = Query.below(settings.baseDn(), anybody, List.of("1.1"), 1);
    return searching.search(query, deadline).entries().isEmpty()
        ? Step.fail(
            "users",
            "nobody below " + settings.baseDn() + " matches " + Printable.of(anybody.toString()),
            "check directory.base-dn, directory.user-filter and the rights of the service account")
        : Step.ok("users", "found with " + Printable.of(filter));
  }

  private Step netbiosName(AdDomain ad, Deadline deadline) throws Unanswered {
    NetlogonAnswer answer = NetlogonAnswer.read(searching, ad.dnsName(), deadline);
    String name = answer != null ? answer.netbiosDomain() : ad.netbiosName(searching, deadline);
    if (name == null) {
      return Step.warn(
          "NetBIOS name",
          "the directory does not show it",
          "set directory.netbios-name, so that DOMAIN\\user is known to be of this domain");
    }
    String site =
        answer == null || answer.clientSite().isEmpty()
            ? ""
            : ", our site is " + answer.clientSite();
    return Step.ok("NetBIOS name", name + site);
  }

  private Step lockoutPolicy(Deadline deadline) {
    LockoutPolicy policy = new LockoutPolicies(settings).ofDomain(searching, deadline);
    if (!policy.known()) {
      return Step.warn(
          "lockout policy",
          "it cannot be read from " + settings.domainDn(),
          "let the service account read it, or set lockout-shield.failed-binds below it");
    }
    if (policy.threshold() == 0) {
      return Step.ok("lockout policy", "accounts are never locked");
    }
    long minutes = policy.window().toMinutes();
    String within = minutes == 1 ? "a minute" : minutes + " minutes";
    String finding = policy.threshold() + " failed binds within " + within + " lock";
    return policy.threshold() <= 3
        ? Step.warn(
            "lockout policy",
            finding,
            "such a low threshold leaves little room for typing errors: ten is usual")
        : Step.ok("lockout policy", finding);
  }

  private Step pdcEmulator(AdDomain ad, Deadline deadline) throws Unanswered {
    String host = ad.pdcEmulator(searching, deadline);
    if (host == null) {
      return Step.warn(
          "PDC emulator",
          "the directory does not show which server it is",
          "failed binds are read where users bind; let the service account read fSMORoleOwner");
    }
    boolean ours =
        settings.servers().isEmpty()
            || settings.servers().stream().anyMatch(server -> server.host().equalsIgnoreCase(host))
            || host.equalsIgnoreCase(RootDse.read(searching, deadline).hostName());
    return ours
        ? Step.ok("PDC emulator", host)
        : Step.warn(
            "PDC emulator",
            host + ", which is none of our servers",
            "add it to directory.servers, at the end: it alone knows all failed binds");
  }

  private Step changes(Deadline deadline) throws Unanswered {
    return RootDse.read(searching, deadline).updates() == null
        ? Step.warn("changes", "the server does not number them", "the account watch will not work")
        : Step.ok("changes", "numbered: the account watch can follow them");
  }

  /** The directory tells it in whole seconds. */
  private Step clock(Deadline deadline) throws Unanswered {
    List<? extends Entry> root = searching.search(Query.entry("", TIME), deadline).entries();
    Date theirs = root.isEmpty() ? null : root.get(0).getAttributeValueAsDate(TIME);
    if (theirs == null) {
      return Step.ok("clock", "the server does not show its own");
    }
    Duration ahead = Duration.between(theirs.toInstant(), Instant.now());
    return ahead.abs().compareTo(CLOCKS_APART) <= 0
        ? Step.ok("clock", "agrees with the server's")
        : Step.warn(
            "clock",
            "it is "
                + ahead.abs().toSeconds()
                + (ahead.isNegative() ? " s behind the server's" : " s ahead of the server's"),
            "set both by the network: what an account can stand depends on the time");
  }

  /** The service account's own: the one account whose name we know. */
  private Step ownGroups(Deadline deadline) throws Unanswered {
    ServiceAccount account = settings.serviceAccount();
    LoginName name = account == null ? null : LoginName.parse(account.name(), base());
    AccountState own = name == null ? null : finder.byName(name, searching, deadline).account();
    if (own == null) {
      return Step.ok(
          "groups", "by " + settings.groups().mode().label() + ", not tried: no user is known");
    }
    Identity self = own.identity();
    int count = groups.of(self, searching, deadline).all().size();
    boolean hidden =
        settings.groups().mode() == GroupSettings.Mode.TOKEN_GROUPS
            && TokenGroups.areHidden(self, searching, deadline);
    return hidden
        ? Step.warn(
            "groups",
            "tokenGroups is hidden from us; the slower in-chain rule found " + count,
            "put the service account into Windows Authorization Access Group")
        : Step.ok(
            "groups",
            count + " groups of " + self.name() + " by " + settings.groups().mode().label());
  }

  private DN base() {
    try {
      return new DN(settings.baseDn());
    } catch (LDAPException notDn) {
      throw new IllegalStateException("the settings have checked it", notDn);
    }
  }

  /** Whether it did not fail. */
  private boolean step(String name, Look look) {
    Step step;
    try {
      step = look.at(LdapDoctor.soon(settings));
    } catch (Unanswered failed) {
      String note = String.valueOf(failed.outcome().evidence().note());
      step = Step.fail(name, note, "look into the server's log");
    }
    steps.accept(step);
    return step.result() != LdapDoctor.Result.FAIL;
  }

  /** One look. */
  @FunctionalInterface
  private interface Look {
    Step at(Deadline deadline) throws Unanswered;
  }
}
