package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Active Directory: names, states, groups, lockout and changes, with and without a search. */
class AdLdapDirectoryTest {
  private AdDirectory ad;
  private LdapDirectory searching;
  private LdapDirectory direct;

  @BeforeEach
  void start() {
    ad = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    searching = LdapDirectory.open(builder().serviceAccount(service()).build(), LdapListener.NONE);
    direct = LdapDirectory.open(builder().build(), LdapListener.NONE);
  }

  @AfterEach
  void stop() {
    searching.close();
    direct.close();
    ad.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "ALICE",
        "CORP\\alice",
        "corp\\Alice",
        "alice@corp.example.test",
        "Alice@CORP",
        "corp.example.test\\alice",
        " alice "
      })
  void prove_anyForm_isOneAccount(String name) {
    Identity found = authenticated(signIn(searching, name, "secret"));
    Identity bound = authenticated(signIn(direct, name, "secret"));

    assertThat(found.name()).isEqualTo("alice");
    assertThat(found.account()).isEqualTo(bound.account()).hasSize(36);
    assertThat(found.groups()).isEqualTo(bound.groups());
    assertThat(ad.binds().by("alice")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "expired, PASSWORD_EXPIRED",
    "mustchange, PASSWORD_MUST_CHANGE",
    "disabled, ACCOUNT_DISABLED",
    "locked, ACCOUNT_LOCKED",
    "accountexpired, ACCOUNT_EXPIRED",
    "hours, LOGON_HOURS"
  })
  void prove_state_isSaidToTheRightPasswordAlone(String name, Reason reason) {
    assertThat(rejection(signIn(searching, name, "secret"))).isEqualTo(reason);
    assertThat(rejection(signIn(direct, name, "secret"))).isEqualTo(reason);
    Reason wrong = reason == Reason.ACCOUNT_LOCKED ? reason : Reason.INVALID_CREDENTIALS;
    assertThat(rejection(signIn(searching, name, "wrong"))).isEqualTo(wrong);
  }

  @Test
  void prove_lockedAccount_costsNoBind() {
    signIn(searching, "locked", "secret");

    assertThat(ad.binds().by("locked")).isZero();
  }

  @Test
  void prove_bindThatWouldBeSentTooLate_staysUnsent() {
    Lookup lookup = searching.find("alice", soon());
    try (UserPass userPass =
        UserPass.of(
            "alice".getBytes(StandardCharsets.UTF_8), "secret".getBytes(StandardCharsets.UTF_8))) {
      Deadline passed = Deadline.after(Duration.ZERO);
      Outcome outcome = searching.prove((Lookup.Provable) lookup, userPass, passed, soon());

      assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
      assertThat(((Outcome.Unavailable) outcome).evidence().source())
          .isEqualTo(Evidence.Source.NONE);
    }
    assertThat(ad.binds().by("alice")).isZero();
    assertThat(authenticated(signIn(searching, "alice", "secret")).name()).isEqualTo("alice");
  }

  @Test
  void prove_umlautsAndColon_areTheUsers() {
    assertThat(authenticated(signIn(searching, "MÜLLER", "pässwörd:1")).name()).isEqualTo("müller");
    assertThat(authenticated(signIn(direct, "müller", "pässwörd:1")).name()).isEqualTo("müller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OTHER\\alice", "nobody", "alice@mail.example.org", "Internet Users"})
  void find_nobodysName_costsNoBind(String name) {
    assertThat(searching.find(name, soon())).isInstanceOf(Lookup.Nobody.class);
    assertThat(ad.binds().failed()).isZero();
  }

  @Test
  void find_upnWithForeignSuffix_isTheAccount() {
    ad.users().set("bob", "userPrincipalName", "robert@mail.example.org");

    assertThat(found("robert@mail.example.org").identity().name()).isEqualTo("bob");
    assertThat(authenticated(signIn(direct, "robert@mail.example.org", "secret")).name())
        .isEqualTo("bob");
  }

  @Test
  void find_upnThatIsAnothersAccountName_isWhoeverHasTheUpn() {
    ad.users().set("bob", "userPrincipalName", "alice@corp.example.test");
    ad.users().set("alice", "userPrincipalName", "other@corp.example.test");

    assertThat(found("alice@corp.example.test").identity().name()).isEqualTo("bob");
    assertThat(found("alice").identity().name()).isEqualTo("alice");
  }

  @ParameterizedTest
  @EnumSource(
      value = GroupSettings.Mode.class,
      names = {"TOKEN_GROUPS", "IN_CHAIN"})
  void prove_nestedGroupsInALoop_areAllThere(GroupSettings.Mode mode) {
    ad.users().addGroup("Inner").addGroup("Middle").addGroup("Outer");
    ad.users().join("alice", "Inner").join("Inner", "Middle").join("Middle", "Outer");
    ad.users().join("Outer", "Inner");

    Identity alice = authenticatedWith(mode);

    assertThat(alice.groups().names())
        .contains("Internet Users", "Inner", "Middle", "Outer", "Domain Users");
    assertThat(alice.groups().contains(ad.users().dn("Outer"))).isTrue();
    assertThat(alice.groups().contains("s-1-5-21-")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = GroupSettings.Mode.class,
      names = {"TOKEN_GROUPS", "IN_CHAIN", "MEMBER_OF"})
  void prove_moreGroupsThanOneAnswerHolds_areAllThere(GroupSettings.Mode mode) {
    stop();
    ad = AdDirectory.start(AdSettings.DEFAULT.withLimits(100, 15)).withSampleUsers();
    for (int i = 0; i < 100; i++) {
      ad.users().addGroup("g" + i).join("alice", "g" + i);
    }

    Identity alice = authenticatedWith(mode);

    assertThat(alice.groups().names())
        .hasSizeGreaterThanOrEqualTo(101)
        .contains("g0", "g99", "Internet Users");
  }

  @Test
  void prove_moreGroupsThanAllowed_isUnavailable() {
    GroupSettings two = new GroupSettings(GroupSettings.Mode.TOKEN_GROUPS, null, null, 2);
    try (LdapDirectory directory =
        LdapDirectory.open(
            builder().serviceAccount(service()).groups(two).build(), LdapListener.NONE)) {
      assertThat(signIn(directory, "alice", "secret"))
          .isInstanceOfSatisfying(
              Outcome.Unavailable.class,
              none -> assertThat(none.cause()).isEqualTo(Outcome.Cause.MISCONFIGURED));
    }
  }

  @Test
  void find_lockoutPolicy_isTheDomainsOrTheOwn() {
    ad.users()
        .applyPolicy(
            "bob",
            new AdSettings.LockoutRule(3, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            Duration.ofDays(2));

    assertThat(found("alice").lockout().threshold()).isEqualTo(5);
    assertThat(found("alice").lockout().window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(found("alice").lockout().known()).isTrue();
    assertThat(found("bob").lockout().threshold()).isEqualTo(3);
  }

  @Test
  void recheck_afterWrongPasswords_countsThem() {
    AccountState before = found("alice");

    signIn(direct, "alice", "wrong");
    signIn(direct, "alice", "wrong");

    AccountState after = rechecked(before);
    assertThat(after.failedBinds()).isEqualTo(before.failedBinds() + 2);
    assertThat(after.lastFailedBind()).isNotNull();
    assertThat(after.passwordVersion()).isEqualTo(before.passwordVersion());
  }

  @Test
  void recheck_afterRename_isTheSameAccount() {
    AccountState before = found("alice");

    ad.users().rename("alice", "alice2");

    AccountState after = rechecked(before);
    assertThat(after.identity().account()).isEqualTo(before.identity().account());
    assertThat(after.identity().name()).isEqualTo("alice2");
  }

  @Test
  void recheck_afterPasswordChange_hasAnotherVersion() {
    AccountState before = found("alice");

    ad.users().setPassword("alice", "another");

    assertThat(rechecked(before).passwordVersion()).isNotEqualTo(before.passwordVersion());
  }

  @Test
  void changesSince_passwordDisabledAndGroup_areTold() {
    String start = since(null).mark();
    String alice = found("alice").identity().account();

    ad.users().setPassword("alice", "another");
    ad.users().disable("expired");
    ad.users().leave("alice", "Internet Users");

    Changes.Since told = since(start);
    assertThat(told.accounts())
        .extracting(state -> state.identity().name())
        .contains("alice", "expired");
    assertThat(told.accounts())
        .filteredOn(state -> state.identity().account().equals(alice))
        .hasSize(1);
    assertThat(told.groups()).contains(ad.users().dn("Internet Users"));
    assertThat(since(told.mark()).accounts()).isEmpty();
  }

  @Test
  void changesSince_wantedAndNothingWrittenSince_areToldWithoutASearch() {
    AccountState alice = found("alice");
    Changes.Since first = since(since(null).mark(), alice);
    assertThat(first.looked()).extracting(AccountState::identity).hasSize(1);
    assertThat(first.accounts()).isEmpty();

    assertThat(since(first.mark(), alice).looked()).containsExactly(alice);
  }

  @Test
  void changesSince_wantedAndChanged_isToldAsAChangeAlone() {
    AccountState alice = found("alice");
    String start = since(null).mark();

    ad.users().disable("alice");

    Changes.Since told = since(start, alice);
    assertThat(told.looked()).isEmpty();
    assertThat(told.accounts()).extracting(AccountState::refusal).hasSize(1).doesNotContainNull();
  }

  @Test
  void changesSince_wantedButNotFoundAnyMore_isGone() {
    AccountState alice = found("alice");
    String filter = "(&(sAMAccountName={user})(memberOf=" + ad.users().dn("Internet Users") + "))";
    try (LdapDirectory directory =
        LdapDirectory.open(
            builder().serviceAccount(service()).userFilter(filter).build(), LdapListener.NONE)) {
      String start = ((Changes.Since) directory.changesSince(null, soon())).mark();
      ad.users().leave("alice", "Internet Users");
      Changes told = directory.changesSince(start, List.of(alice), soon());

      assertThat(((Changes.Since) told).gone()).containsExactly(alice.identity().account());
    }
  }

  @Test
  void changesSince_markOfAnotherServer_isLost() {
    assertThat(searching.changesSince("usn 1 CN=NTDS Settings,CN=elsewhere", soon()))
        .isInstanceOf(Changes.Lost.class);
    assertThat(searching.changesSince("nonsense", soon())).isInstanceOf(Changes.Lost.class);
  }

  @Test
  void changesSince_nobodyMaySearch_isFailed() {
    assertThat(direct.changesSince(null, soon())).isInstanceOf(Changes.Failed.class);
  }

  @Test
  void prove_passwordExpires_isPartOfTheIdentity() {
    assertThat(authenticated(signIn(searching, "alice", "secret")).passwordExpires()).isNotNull();
    assertThat(authenticated(signIn(direct, "alice", "secret")).passwordExpires()).isNotNull();
  }

  @Test
  void find_customFilter_stillHoldsForEveryForm() {
    String filter = "(&(sAMAccountName={user})(memberOf=" + ad.users().dn("Internet Users") + "))";
    try (LdapDirectory directory =
        LdapDirectory.open(
            builder().serviceAccount(service()).userFilter(filter).build(), LdapListener.NONE)) {
      for (String form : List.of("%s", "CORP\\%s", "%s@corp.example.test")) {
        assertThat(directory.find(form.replace("%s", "alice"), soon()))
            .isInstanceOf(Lookup.Found.class);
        assertThat(directory.find(form.replace("%s", "bob"), soon()))
            .isInstanceOf(Lookup.Nobody.class);
      }
      assertThat(directory.find(ad.users().dn("alice"), soon())).isInstanceOf(Lookup.Found.class);
      assertThat(directory.find(ad.users().dn("bob"), soon())).isInstanceOf(Lookup.Nobody.class);
    }
  }

  private Identity authenticatedWith(GroupSettings.Mode mode) {
    try (LdapDirectory directory =
        LdapDirectory.open(
            builder().serviceAccount(service()).groups(GroupSettings.of(mode)).build(),
            LdapListener.NONE)) {
      return authenticated(signIn(directory, "alice", "secret"));
    }
  }

  private LdapSettingsBuilder builder() {
    return LdapSettings.activeDirectory("corp.example.test")
        .servers(List.of(ServerAddress.parse(ad.ldapUrl())))
        .tls(TlsSettings.NONE)
        .connectTimeout(Duration.ofSeconds(60))
        .requestTimeout(Duration.ofSeconds(60));
  }

  private ServiceAccount service() {
    return new ServiceAccount.Simple(
        ad.serviceAccount(), () -> ad.servicePassword().getBytes(StandardCharsets.UTF_8));
  }

  private AccountState found(String name) {
    Lookup lookup = searching.find(name, soon());
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) lookup).state();
  }

  private AccountState rechecked(AccountState account) {
    Lookup lookup = searching.recheck(account, soon());
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) lookup).state();
  }

  private Changes.Since since(String mark, AccountState... wanted) {
    Changes changes = searching.changesSince(mark, List.of(wanted), soon());
    assertThat(changes).isInstanceOf(Changes.Since.class);
    return (Changes.Since) changes;
  }

  private static Outcome signIn(LdapDirectory directory, String name, String password) {
    Lookup lookup = directory.find(name, soon());
    if (lookup instanceof Lookup.Failed failed) {
      return failed.outcome();
    }
    assertThat(lookup).isInstanceOf(Lookup.Provable.class);
    try (UserPass userPass =
        UserPass.of(
            name.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8))) {
      return directory.prove((Lookup.Provable) lookup, userPass, soon());
    }
  }

  private static Identity authenticated(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Verdict.Authenticated.class);
    return ((Verdict.Authenticated) outcome).identity();
  }

  private static Reason rejection(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Verdict.Rejected.class);
    return ((Verdict.Rejected) outcome).reason();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
