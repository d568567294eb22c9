package io.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a simple bind is answered: the same as was measured of a domain controller. */
class AdBindTest {
  private final TestClock clock = new TestClock();
  private AdDirectory directory;
  private AdClient client;

  @BeforeEach
  void start() throws LDAPException {
    directory = AdDirectory.start(AdSettings.DEFAULT.withClock(clock)).withSampleUsers();
    client = new AdClient(directory);
  }

  @AfterEach
  void stop() {
    client.close();
    directory.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@corp.example.test",
        "ALICE@Corp.Example.Test",
        "alice@CORP",
        "CORP\\alice",
        "corp\\Alice",
        " alice@corp.example.test ",
        "CN=alice,CN=Users,DC=corp,DC=example,DC=test",
        "cn=Alice, cn=users, dc=corp, dc=example, dc=test"
      })
  void bind_nameOfAlice_succeeds(String name) {
    assertThat(client.bind(name, "secret")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "OTHER\\alice",
        "corp.example.test\\alice",
        "CORP/alice",
        "alice@other.test",
        "nobody@corp.example.test",
        "CN=nobody,CN=Users,DC=corp,DC=example,DC=test",
        "CN=alice,,"
      })
  void bind_otherName_isRefused(String name) {
    assertThat(client.bind(name, "secret")).isEqualTo("49/52e");
    assertThat(directory.binds().by("alice")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, 0, 49/52e",
    "expired, 49/532, 49/52e",
    "mustchange, 49/773, 49/52e",
    "disabled, 49/533, 49/52e",
    "locked, 49/775, 49/775",
    "accountexpired, 49/701, 49/52e",
    "hours, 49/530, 49/52e"
  })
  void bind_sampleUser_tellsItsStateForTheRightPasswordOnly(
      String name, String right, String wrong) {
    assertThat(client.bind("CORP\\" + name, "secret")).isEqualTo(right);
    assertThat(client.bind("CORP\\" + name, "wrong")).isEqualTo(wrong);
  }

  @Test
  void bind_restrictedToWorkstations_isRefused() {
    directory.users().set("alice", "userWorkstations", "PC-1");

    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("49/531");
  }

  @Test
  void bind_umlauts_succeeds() {
    assertThat(client.bind("müller@corp.example.test", "pässwörd:1")).isEqualTo("0");
    assertThat(client.bind("CORP\\MÜLLER", "pässwörd:1")).isEqualTo("0");
    assertThat(client.bind("CORP\\muller", "pässwörd:1")).isEqualTo("49/52e");
  }

  @Test
  void bind_explicitUpn_namesTheAccountBesideItsImplicitOne() {
    directory.users().set("bob", "userPrincipalName", "robert@mail.example.test");

    assertThat(client.bind("robert@mail.example.test", "secret")).isEqualTo("0");
    assertThat(client.bind("bob@corp.example.test", "secret")).isEqualTo("0");
    assertThat(client.bind("robert@corp.example.test", "secret")).isEqualTo("49/52e");
  }

  @Test
  void bind_container_isNoAccount() {
    assertThat(client.bind("CN=Users,DC=corp,DC=example,DC=test", "secret")).isEqualTo("49/1f");
  }

  @Test
  void bind_emptyPassword_isAnonymousAndNotCounted() {
    assertThat(client.bind("CORP\\alice", "")).isEqualTo("0");

    assertThat(directory.binds().by("alice")).isZero();
  }

  @Test
  void bind_wrongPasswords_lockForTheDuration() {
    for (int i = 0; i < 5; i++) {
      assertThat(client.bind("CORP\\alice", "wrong" + i)).isEqualTo("49/52e");
    }
    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("49/775");
    clock.advance(Duration.ofMinutes(9));
    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("49/775");
    assertThat(failures("alice")).as("while locked nothing is counted").isEqualTo(5);

    clock.advance(Duration.ofMinutes(1));
    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("0");
    assertThat(failures("alice")).isZero();
    assertThat(directory.users().entry("alice").getAttributeValue("lockoutTime")).isEqualTo("0");
  }

  @Test
  void bind_wrongPasswordsApartByTheWindow_doNotLock() {
    for (int i = 0; i < 12; i++) {
      assertThat(client.bind("CORP\\alice", "wrong")).isEqualTo("49/52e");
      clock.advance(Duration.ofMinutes(10));
    }
    assertThat(failures("alice")).isEqualTo(1);
    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("0");
  }

  @Test
  void bind_rightPassword_resetsTheCount() {
    for (int i = 0; i < 12; i++) {
      client.bind("CORP\\alice", "wrong");
      assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("0");
    }
    assertThat(directory.binds().by("alice")).isEqualTo(24);
    assertThat(directory.binds().failedBy("alice")).isEqualTo(12);
  }

  @Test
  void bind_policyOfTheAccount_staysLockedUntilUnlocked() {
    clock.advance(Duration.ofDays(1));
    assertThat(client.bind("CORP\\locked", "secret")).isEqualTo("49/775");

    directory.users().unlock("locked");
    assertThat(client.bind("CORP\\locked", "secret")).isEqualTo("0");
  }

  @Test
  void bind_passwordGrowsOld_expires() {
    clock.advance(Duration.ofDays(42));

    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("49/532");
  }

  @Test
  void bind_oldPasswords_areRefusedButNotCounted() {
    directory.users().setPassword("alice", "second").setPassword("alice", "third");

    assertThat(client.bind("CORP\\alice", "second")).isEqualTo("49/52e");
    assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("49/52e");
    assertThat(failures("alice")).isZero();
    assertThat(client.bind("CORP\\alice", "third")).isEqualTo("0");
  }

  @Test
  void bind_oldPasswordWithinItsGrace_succeeds() throws LDAPException {
    AdSettings lax =
        AdSettings.DEFAULT.withClock(clock).withOldPasswordAccepted(Duration.ofMinutes(60));
    try (AdDirectory other = AdDirectory.start(lax);
        AdClient otherClient = new AdClient(other)) {
      other.users().add("carol", "first").setPassword("carol", "second");

      assertThat(otherClient.bind("CORP\\carol", "first")).isEqualTo("0");
      clock.advance(Duration.ofMinutes(60));
      assertThat(otherClient.bind("CORP\\carol", "first")).isEqualTo("49/52e");
      assertThat(otherClient.bind("CORP\\carol", "second")).isEqualTo("0");
    }
  }

  @Test
  void bind_cleartextWhereEncryptionIsRequired_isRefusedBeforeThePassword() throws LDAPException {
    try (AdDirectory strict = AdDirectory.start(AdSettings.DEFAULT.withEncryptionRequired());
        AdClient strictClient = new AdClient(strict)) {
      assertThat(strictClient.bind(strict.serviceAccount(), "wrong")).isEqualTo("8/0");
      assertThat(strict.binds().total()).isZero();
    }
  }

  private long failures(String name) {
    return directory.users().entry(name).getAttributeValueAsLong("badPwdCount");
  }
}
