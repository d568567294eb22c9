package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.it.directory.DecisionTable.State;
import io.postern.ldap.GroupSettings;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real domain controller: every state, name, transport and way to look up, and what is counted.
 */
class SambaDirectoryIT {
  private static SambaAd ad;

  @BeforeAll
  static void start() {
    ad = SambaAd.start();
  }

  @AfterAll
  static void stop() {
    if (ad != null) {
      ad.close();
    }
  }

  private static State state(String user, String dn, String password, String word) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("account", user);
    names.put("UPN", user + "@" + SambaAd.DOMAIN);
    names.put("down-level", "CORP\\" + user);
    names.put("DN", dn);
    return new State(user, password, word, names);
  }

  private static State state(String user, String word) {
    return state(user, "CN=" + user + ",OU=People," + SambaAd.BASE, SambaAd.PASSWORD, word);
  }

  private static final List<State> STATES =
      List.of(
          state("u.ok", "CN=Ok User,OU=People," + SambaAd.BASE, "Passw0rd!", "authenticated"),
          state(
              "jürgen.müller",
              "CN=Jürgen Müller,OU=Köln\\, Süd," + SambaAd.BASE,
              "Pässwörd-€-ß",
              "authenticated"),
          state("u.neverexp", "authenticated"),
          state("u.soon", "authenticated"),
          state("u.expired", "password-expired"),
          state("u.exppso", "password-expired"),
          state("u.mustchange", "password-must-change"),
          state("u.disabled", "account-disabled"),
          state("u.disexp", "account-disabled"),
          state("u.acctexp", "account-expired"),
          state("u.hours", "logon-hours"),
          state("u.wks", "workstation"),
          state("u.locked", "account-locked"),
          state("u.lockexp", "account-locked"),
          state("u.dislock", "account-locked"),
          state(
              "u.plus",
              "CN=\\#A\\+B\\=C\\;D\\<E\\>\\\"F\\\" *,OU=Special," + SambaAd.BASE,
              "Passw0rd!",
              "authenticated"));

  @Test
  void prove_everyStateNameTransportAndLookUp_isDecidedAsItShould() {
    DecisionTable table = new DecisionTable(STATES);
    for (Mode mode : Mode.values()) {
      for (boolean searching : new boolean[] {true, false}) {
        try (LdapDirectory directory = open(with(searching, ad.settings(mode)))) {
          table.ask(mode + (searching ? ", service account" : ", none"), directory);
        }
      }
    }
    table.publish("samba-ad.md").assertAsExpected();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, true",
    "NONE, false",
    "STARTTLS, true",
    "STARTTLS, false",
    "LDAPS, true",
    "LDAPS, false"
  })
  void prove_wrongPassword_isCountedOnceInEveryConfiguration(Mode mode, boolean searching) {
    ad.set("u.lockme", "badPwdCount", "0");
    try (LdapDirectory directory = open(with(searching, ad.settings(mode)))) {
      assertThat(Asked.word(directory, "u.lockme", "wrong")).isEqualTo("invalid-credentials");
    }
    assertThat(ad.number("u.lockme", "badPwdCount")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "alt.upn@mail.example.test, u.altupn",
    "foreign.upn@unregistered.example, u.foreignupn",
    "other.name@corp.example.test, u.upndiff",
    "u.upndiff, u.upndiff",
    "u.noupn, u.noupn",
    "MIXED.CASE, Mixed.Case",
    "u.blank name, u.blank name",
    "o'neil&co, o'neil&co",
    "u.ok@CORP, u.ok",
    "corp.example.test\\u.ok, u.ok"
  })
  void prove_unusualName_isItsAccount(String typed, String account) {
    for (boolean searching : new boolean[] {true, false}) {
      try (LdapDirectory directory = open(with(searching, ad.settings(Mode.NONE)))) {
        assertThat(identity(directory, typed).name()).isEqualTo(account);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER\\u.ok",
    "u.ok@nowhere.test",
    "nobody.here",
    "Ok User",
    "alt.upn@corp.example.test"
  })
  void find_nobodysName_costsNoBind(String typed) {
    try (LdapDirectory directory = open(with(true, ad.settings(Mode.NONE)))) {
      assertThat(directory.find(typed, soon())).isInstanceOf(Lookup.Nobody.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TOKEN_GROUPS", "IN_CHAIN"})
  void prove_nestedLoopedAndPrimaryGroups_areAllThere(GroupSettings.Mode mode) {
    try (LdapDirectory directory =
        open(with(true, ad.settings(Mode.LDAPS)).groups(GroupSettings.of(mode)))) {
      assertThat(identity(directory, "u.nested").groups().names())
          .contains("G-A", "G-B", "G-C", "Domain Users");
      assertThat(identity(directory, "u.primary").groups().names()).contains("G-Primary");
      Groups scopes = identity(directory, "u.scopes").groups();
      assertThat(scopes.contains("cn=g\\, comma (x),ou=groups," + SambaAd.BASE)).isTrue();
      assertThat(scopes.names()).contains("G-DomLocal", "G-Universal");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TOKEN_GROUPS", "IN_CHAIN", "MEMBER_OF"})
  void prove_moreGroupsThanOneAnswerHolds_areAllThere(GroupSettings.Mode mode) {
    try (LdapDirectory directory =
        open(
            with(true, ad.settings(Mode.NONE))
                .groups(GroupSettings.of(mode))
                .requestTimeout(Duration.ofSeconds(60)))) {
      assertThat(identity(directory, "u.many").groups().names())
          .contains("many-0000", "many-1519")
          .hasSizeGreaterThanOrEqualTo(1520);
    }
  }

  @Test
  void prove_groupRenamedWhileRunning_hasItsNewName() {
    try (LdapDirectory directory = open(with(true, ad.settings(Mode.NONE)))) {
      String mark = since(directory, null).mark();
      assertThat(identity(directory, "u.ok").groups().names()).contains("G-Proxy-Users");

      ad.set("G-Proxy-Users", "sAMAccountName", "G-Renamed");
      try {
        assertThat(since(directory, mark).groups())
            .containsExactly("CN=G-Proxy-Users,OU=Groups," + SambaAd.BASE);
        assertThat(identity(directory, "u.ok").groups().names())
            .contains("G-Renamed")
            .doesNotContain("G-Proxy-Users");
      } finally {
        ad.set("G-Renamed", "sAMAccountName", "G-Proxy-Users");
      }
    }
  }

  @Test
  void changesSince_accountChanges_areTold() {
    try (LdapDirectory directory =
        open(ad.settings(Mode.LDAPS).serviceAccount(ad.administrator()))) {
      String mark = since(directory, null).mark();
      AccountState before = found(directory, "u.ok2");
      String gone = found(directory, "u.amp").identity().account();

      ad.reset("u.ok2");
      ad.delete("CN=u.amp,OU=Special," + SambaAd.BASE);
      try {
        Changes.Since told = since(directory, mark);

        assertThat(told.accounts())
            .filteredOn(state -> state.identity().account().equals(before.identity().account()))
            .singleElement()
            .satisfies(
                after ->
                    assertThat(after.passwordVersion()).isNotEqualTo(before.passwordVersion()));
        assertThat(told.gone()).containsExactly(gone);
      } finally {
        ad.reset("u.amp");
      }
    }
  }

  @Test
  void recheck_afterAWrongPassword_hasTheServersCount() {
    ad.reset("u.lockme");
    try (LdapDirectory directory = open(with(true, ad.settings(Mode.NONE)))) {
      AccountState before = found(directory, "u.lockme");
      assertThat(before.failedBinds()).isZero();
      assertThat(before.lockout().threshold()).isEqualTo(3);
      assertThat(before.lockout().window()).isEqualTo(Duration.ofMinutes(1));

      Asked.word(directory, "u.lockme", "wrong");

      Lookup after = directory.recheck(before, soon());
      assertThat(((Lookup.Found) after).state().failedBinds()).isEqualTo(1);
    }
  }

  @Test
  void prove_passwordThatExpiresSoon_saysWhen() {
    try (LdapDirectory directory = open(with(true, ad.settings(Mode.NONE)))) {
      assertThat(identity(directory, "u.soon").passwordExpires())
          .isBetween(
              Instant.now().plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(3)));
      assertThat(identity(directory, "u.neverexp").passwordExpires()).isNull();
    }
  }

  private static LdapSettingsBuilder with(boolean searching, LdapSettingsBuilder settings) {
    return searching ? settings.serviceAccount(SambaAd.service()) : settings;
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }

  private static Identity identity(LdapDirectory directory, String name) {
    return ((Verdict.Authenticated) Asked.outcome(directory, name, SambaAd.PASSWORD)).identity();
  }

  private static AccountState found(LdapDirectory directory, String name) {
    return ((Lookup.Found) directory.find(name, soon())).state();
  }

  private static Changes.Since since(LdapDirectory directory, String mark) {
    Changes changes = directory.changesSince(mark, soon());
    assertThat(changes).isInstanceOf(Changes.Since.class);
    return (Changes.Since) changes;
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
