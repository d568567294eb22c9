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
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenLDAP: every state of its password policy, by every transport, with and without a search. */
class OpenLdapIT {
  private static final List<State> STATES =
      List.of(
          state("alice", "authenticated"),
          state("müller", "pässwörd:1", "authenticated"),
          state("soon", "authenticated"),
          state("expired", "password-expired"),
          state("mustchange", "password-must-change"),
          state("locked", "account-locked"),
          state("nobody", "invalid-credentials"));

  @TempDir private static Path folder;
  private static OpenLdap server;

  @BeforeAll
  static void start() {
    server = OpenLdap.start(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void prove_everyStateNameTransportAndLookUp_isDecidedAsItShould() {
    DecisionTable table = new DecisionTable(STATES);
    for (Mode mode : Mode.values()) {
      for (boolean searching : new boolean[] {true, false}) {
        try (LdapDirectory directory = open(with(searching, mode))) {
          table.ask(mode + (searching ? ", service account" : ", DN template"), directory);
        }
      }
    }
    table.publish("openldap.md").assertAsExpected();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void prove_wrongPassword_isWrong(Mode mode) {
    try (LdapDirectory directory = open(with(true, mode))) {
      assertThat(Asked.word(directory, "soon", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "expired", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "mustchange", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "nobody", "secret")).isEqualTo("invalid-credentials");
    }
  }

  @Test
  void prove_tooManyWrongPasswords_isLockedForTheRightOne() {
    try (LdapDirectory directory = open(with(true, Mode.LDAPS))) {
      for (String wrong : List.of("wrong1", "wrong2", "wrong3")) {
        assertThat(Asked.word(directory, "lockme", wrong)).isEqualTo("invalid-credentials");
      }
      assertThat(Asked.word(directory, "lockme", "secret")).isEqualTo("account-locked");
    }
  }

  @Test
  void prove_warning_saysWhenThePasswordExpires() {
    try (LdapDirectory directory = open(with(true, Mode.LDAPS))) {
      assertThat(identity(directory, "soon").passwordExpires())
          .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(1)));
    }
  }

  @Test
  void prove_graceLogins_areLetInUntilUsedUp() {
    try (LdapDirectory directory = open(with(true, Mode.LDAPS))) {
      assertThat(Asked.word(directory, "grace", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "grace", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "grace", "secret")).isEqualTo("password-expired");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SEARCH", "MEMBER_OF"})
  void prove_groups_areThere(GroupSettings.Mode mode) {
    try (LdapDirectory directory = open(with(true, Mode.NONE).groups(GroupSettings.of(mode)))) {
      Identity alice = identity(directory, "alice");

      assertThat(alice.groups().names()).contains("Internet Users");
      assertThat(alice.groups().contains("cn=internet users,ou=groups," + OpenLdap.BASE)).isTrue();
      if (mode == GroupSettings.Mode.SEARCH) {
        assertThat(alice.groups().names()).contains("unix");
      }
    }
  }

  @Test
  void find_withTheRightToSeeIt_knowsWhatThePolicyKeeps() {
    try (LdapDirectory directory =
        open(server.settings(Mode.LDAPS).serviceAccount(OpenLdap.administrator()))) {
      assertThat(Asked.word(directory, "wrongs", "wrong")).isEqualTo("invalid-credentials");

      AccountState wrongs = found(directory, "wrongs");
      assertThat(wrongs.failedBinds()).isEqualTo(1);
      assertThat(wrongs.lastFailedBind()).isNotNull();
      assertThat(found(directory, "alice").passwordVersion()).isNotNull();
      assertThat(found(directory, "soon").lockout().threshold()).isEqualTo(5);
      assertThat(found(directory, "soon").lockout().window()).isEqualTo(Duration.ofMinutes(1));
      assertThat(found(directory, "mustchange").refusal())
          .isEqualTo(Verdict.Reason.PASSWORD_MUST_CHANGE);
    }
  }

  @Test
  void changesSince_passwordAndGroup_areToldOnce() {
    try (LdapDirectory directory =
        open(server.settings(Mode.LDAPS).serviceAccount(OpenLdap.administrator()))) {
      String start = since(directory, null).mark();
      String alice = found(directory, "alice").identity().account();

      server.modify(
          "dn: uid=alice,ou=people,dc=example,dc=org\nchangetype: modify\n"
              + "replace: description\ndescription: changed\n\n"
              + "dn: cn=unix,ou=groups,dc=example,dc=org\nchangetype: modify\n"
              + "add: memberUid\nmemberUid: soon\n");

      Changes.Since told = since(directory, start);
      assertThat(told.accounts())
          .extracting(state -> state.identity().account())
          .containsExactly(alice);
      assertThat(told.groups()).containsExactly("cn=unix,ou=groups," + OpenLdap.BASE);
      assertThat(since(directory, told.mark()).accounts()).isEmpty();
    }
  }

  private static State state(String user, String word) {
    return state(user, "secret", word);
  }

  private static State state(String user, String password, String word) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("uid", user);
    names.put("other case", user.toUpperCase(Locale.ROOT));
    names.put("DN", "uid=" + user + ",ou=people," + OpenLdap.BASE);
    return new State(user, password, word, names);
  }

  private static LdapSettingsBuilder with(boolean searching, Mode mode) {
    LdapSettingsBuilder settings = server.settings(mode);
    return searching
        ? settings.serviceAccount(OpenLdap.service())
        : settings.userDnTemplate("uid={user},ou=people," + OpenLdap.BASE);
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }

  private static Identity identity(LdapDirectory directory, String name) {
    return ((Verdict.Authenticated) Asked.outcome(directory, name, "secret")).identity();
  }

  private static AccountState found(LdapDirectory directory, String name) {
    return ((Lookup.Found) directory.find(name, soon())).state();
  }

  private static Changes.Since since(LdapDirectory directory, String mark) {
    return (Changes.Since) directory.changesSince(mark, soon());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
