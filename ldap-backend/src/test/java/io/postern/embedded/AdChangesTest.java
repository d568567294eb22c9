package io.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change leaves behind, for those who watch and for those who sign in. */
class AdChangesTest {
  private AdDirectory directory;
  private AdClient client;

  @BeforeEach
  void start() throws LDAPException {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    client = AdClient.signedIn(directory);
  }

  @AfterEach
  void stop() {
    client.close();
    directory.close();
  }

  @Test
  void change_ofAnAccount_takesTheNextUpdateSequenceNumber() throws LDAPException {
    long before = highestUsn();
    directory.users().disable("bob");

    assertThat(client.search(directory.baseDn(), "(uSNChanged>=" + (before + 1) + ")", "cn"))
        .satisfies(
            found -> {
              assertThat(found.getEntryCount()).isOne();
              assertThat(found.getSearchEntries().get(0).getAttributeValue("cn")).isEqualTo("bob");
            });
  }

  @Test
  void failedBind_isNoChange() throws LDAPException {
    long before = highestUsn();
    try (AdClient other = new AdClient(directory)) {
      other.bind("CORP\\alice", "wrong");
      other.bind("CORP\\alice", "secret");
    }
    assertThat(highestUsn()).isEqualTo(before);
  }

  @Test
  void lockout_isAChange() throws LDAPException {
    long before = highestUsn();
    try (AdClient other = new AdClient(directory)) {
      for (int i = 0; i < 5; i++) {
        other.bind("CORP\\alice", "wrong");
      }
    }
    assertThat(highestUsn()).isGreaterThan(before);
  }

  @Test
  void join_changesTheGroupNotTheMember() throws LDAPException {
    String before = directory.users().entry("bob").getAttributeValue("uSNChanged");
    String group = directory.users().entry("Internet Users").getAttributeValue("uSNChanged");
    directory.users().join("bob", "Internet Users");

    assertThat(directory.users().entry("bob").getAttributeValue("uSNChanged")).isEqualTo(before);
    assertThat(directory.users().entry("bob").getAttributeValue("memberOf"))
        .isEqualTo(directory.users().dn("Internet Users"));
    assertThat(directory.users().entry("Internet Users").getAttributeValue("uSNChanged"))
        .isNotEqualTo(group);
  }

  @Test
  void rename_movesLinksAndKeepsTheGuid() {
    byte[] guid = directory.users().entry("alice").getAttributeValueBytes("objectGUID");
    directory.users().rename("alice", "alicia");

    assertThat(directory.users().entry("alicia").getAttributeValueBytes("objectGUID"))
        .isEqualTo(guid);
    assertThat(directory.users().entry("Internet Users").getAttributeValues("member"))
        .containsExactly(directory.users().dn("alicia"));
    try (AdClient other = newClient()) {
      assertThat(other.bind("CORP\\alicia", "secret")).isEqualTo("0");
      assertThat(other.bind("CORP\\alice", "secret")).isEqualTo("49/52e");
    }
  }

  @Test
  void delete_removesTheAccountFromItsGroups() {
    directory.users().delete("alice");

    assertThat(directory.users().entry("Internet Users").hasAttribute("member")).isFalse();
    try (AdClient other = newClient()) {
      assertThat(other.bind("CORP\\alice", "secret")).isEqualTo("49/52e");
    }
  }

  @Test
  void delete_leavesATombstoneForThoseWhoAskForIt() throws LDAPException {
    byte[] guid = directory.users().entry("alice").getAttributeValueBytes("objectGUID");
    long before = highestUsn();
    directory.users().delete("alice").add("alice", "another");
    String filter = "(&(isDeleted=TRUE)(uSNChanged>=" + (before + 1) + "))";
    SearchRequest request =
        new SearchRequest(directory.baseDn(), SearchScope.SUB, filter, "*", "lastKnownParent");
    assertThat(client.search(request).getEntryCount()).isZero();

    request.addControl(new Control("1.2.840.113556.1.4.417"));
    assertThat(client.search(request).getSearchEntries())
        .singleElement()
        .satisfies(
            tombstone -> {
              assertThat(tombstone.getAttributeValueBytes("objectGUID")).isEqualTo(guid);
              assertThat(tombstone.getDN()).startsWith("CN=alice\\0ADEL:");
              assertThat(tombstone.getAttributeValue("lastKnownParent"))
                  .isEqualTo("CN=Users," + directory.baseDn());
              assertThat(tombstone.hasAttribute("userPrincipalName")).isFalse();
            });
    try (AdClient other = newClient()) {
      assertThat(other.bind("CORP\\alice", "secret")).isEqualTo("49/52e");
      assertThat(other.bind("CORP\\alice", "another")).isEqualTo("0");
    }
  }

  @Test
  void modify_byTheAdministrator_movesBackLinks() throws LDAPException {
    try (AdClient administrator = newClient()) {
      administrator.bind("CORP\\Administrator", directory.administratorPassword());
      administrator.connection.modify(
          directory.users().dn("Internet Users"),
          new Modification(ModificationType.REPLACE, "member", directory.users().dn("bob")));
    }
    assertThat(directory.users().entry("bob").hasAttribute("memberOf")).isTrue();
    assertThat(directory.users().entry("alice").hasAttribute("memberOf")).isFalse();
  }

  @Test
  void modify_byAnybodyElse_isRefused() {
    assertThatThrownBy(
            () ->
                client.connection.modify(
                    directory.users().dn("bob"),
                    new Modification(ModificationType.REPLACE, "mail", "bob@example.test")))
        .isInstanceOf(LDAPException.class)
        .hasMessageContaining("INSUFF_ACCESS_RIGHTS");
  }

  @Test
  void changePassword_byTheUser_needsTheOldOne() throws LDAPException {
    String bob = directory.users().dn("bob");
    try (AdClient user = newClient()) {
      user.bind("CORP\\bob", "secret");
      assertThatThrownBy(() -> user.connection.modify(passwordChange(bob, "wrong", "next")))
          .isInstanceOf(LDAPException.class)
          .hasMessageContaining("00000056");
      user.connection.modify(passwordChange(bob, "secret", "next"));
      assertThat(user.bind("CORP\\bob", "secret")).isEqualTo("49/52e");
      assertThat(user.bind("CORP\\bob", "next")).isEqualTo("0");
    }
  }

  private static ModifyRequest passwordChange(String dn, String old, String next) {
    return new ModifyRequest(
        dn,
        new Modification(ModificationType.DELETE, "unicodePwd", quoted(old)),
        new Modification(ModificationType.ADD, "unicodePwd", quoted(next)));
  }

  private static byte[] quoted(String password) {
    return ('"' + password + '"').getBytes(StandardCharsets.UTF_16LE);
  }

  private long highestUsn() throws LDAPException {
    LDAPConnection connection = client.connection;
    return connection.getRootDSE().getAttributeValueAsLong("highestCommittedUSN");
  }

  private AdClient newClient() {
    try {
      return new AdClient(directory);
    } catch (LDAPException refused) {
      throw new IllegalStateException(refused);
    }
  }
}
