package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.ldap.GroupSettings;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real domain controller: every state, name, transport and way to look up, and what is counted.
 */
class SambaDirectoryIT {
  private static final Logger LOG = LoggerFactory.getLogger(SambaDirectoryIT.class);
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

  /** A user, the right password, and what it gets. */
  private record State(String user, String dn, String password, String word) {
    static State of(String user, String word) {
      return new State(user, "CN=" + user + ",OU=People," + SambaAd.BASE, SambaAd.PASSWORD, word);
    }

    List<String> names() {
      return List.of(user, user + "@" + SambaAd.DOMAIN, "CORP\\" + user, dn);
    }
  }

  private static final List<State> STATES =
      List.of(
          new State("u.ok", "CN=Ok User,OU=People," + SambaAd.BASE, "Passw0rd!", "authenticated"),
          new State(
              "jürgen.müller",
              "CN=Jürgen Müller,OU=Köln\\, Süd," + SambaAd.BASE,
              "Pässwörd-€-ß",
              "authenticated"),
          State.of("u.neverexp", "authenticated"),
          State.of("u.soon", "authenticated"),
          State.of("u.expired", "password-expired"),
          State.of("u.exppso", "password-expired"),
          State.of("u.mustchange", "password-must-change"),
          State.of("u.disabled", "account-disabled"),
          State.of("u.disexp", "account-disabled"),
          State.of("u.acctexp", "account-expired"),
          State.of("u.hours", "logon-hours"),
          State.of("u.wks", "workstation"),
          State.of("u.locked", "account-locked"),
          State.of("u.lockexp", "account-locked"),
          State.of("u.dislock", "account-locked"),
          new State(
              "u.plus",
              "CN=\\#A\\+B\\=C\\;D\\<E\\>\\\"F\\\" *,OU=Special," + SambaAd.BASE,
              "Passw0rd!",
              "authenticated"));

  @Test
  void prove_everyStateNameTransportAndLookUp_isDecidedAsItShould() throws Exception {
    List<String> columns = new ArrayList<>();
    List<List<String>> cells = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (boolean searching : new boolean[] {true, false}) {
        columns.add(mode + (searching ? ", service account" : ", none"));
        try (LdapDirectory directory = open(with(searching, ad.settings(mode)))) {
          cells.add(STATES.stream().map(state -> words(directory, state)).toList());
        }
      }
    }

    String table = table(columns, cells);
    Files.writeString(SambaAd.report("samba-ad.md"), table);
    table.lines().forEach(LOG::info);
    for (List<String> column : cells) {
      assertThat(column).containsExactlyElementsOf(STATES.stream().map(State::word).toList());
    }
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
        open(with(true, ad.settings(Mode.NONE)).groups(GroupSettings.of(mode)))) {
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

  private static String words(LdapDirectory directory, State state) {
    Set<String> words = new TreeSet<>();
    for (String name : state.names()) {
      words.add(Asked.word(directory, name, state.password()));
    }
    return String.join(" / ", words);
  }

  private static String table(List<String> columns, List<List<String>> cells) {
    StringBuilder table = new StringBuilder("| user |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (int row = 0; row < STATES.size(); row++) {
      table.append("| ").append(STATES.get(row).user()).append(" |");
      for (List<String> column : cells) {
        table.append(' ').append(column.get(row)).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
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
    return Deadline.after(Duration.ofSeconds(10));
  }
}
