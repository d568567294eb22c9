package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.postern.account.Lookup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdNamesTest {
  private final AdNames names = new AdNames("corp.example.com", "CORP", false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bob",
        "BOB",
        " bob ",
        "CORP\\bob",
        "corp\\Bob",
        "corp.example.com\\bob",
        "bob@corp.example.com",
        "Bob@CORP.example.com",
        "bob@CORP"
      })
  void direct_formsOfOneName_areOneAccount(String typed) {
    assertThat(names.direct(name(typed)).account()).isEqualTo("name:bob@corp.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "bob, CORP\\bob",
    "CORP\\bob, CORP\\bob",
    "corp.example.com\\bob, bob@corp.example.com",
    "bob@corp.example.com, bob@corp.example.com",
    "bob@CORP, bob@corp.example.com",
    "bob@mail.example.org, bob@mail.example.org",
    "OTHER\\bob, OTHER\\bob"
  })
  void direct_form_bindsAsOneThatAdTakes(String typed, String bindName) {
    assertThat(names.direct(name(typed)).bindName()).isEqualTo(bindName);
  }

  @Test
  void direct_otherSuffixOrDomain_isAnotherAccount() {
    assertThat(names.direct(name("bob@mail.example.org")).account())
        .isEqualTo("name:bob@mail.example.org");
    assertThat(names.direct(name("OTHER\\bob")).account()).isEqualTo("name:other\\bob");
  }

  @Test
  void direct_netbiosNameUnknown_takesTheUsualOne() {
    AdNames unknown = new AdNames("corp.example.com", null, false);

    Lookup.Unsearched downLevel = unknown.direct(name("CORP\\bob"));

    assertThat(downLevel.account()).isEqualTo("name:bob@corp.example.com");
    assertThat(downLevel.bindName()).isEqualTo("CORP\\bob");
    assertThat(unknown.direct(name("bob")).bindName()).isEqualTo("bob@corp.example.com");
  }

  @Test
  void level_letterThatOnlyLooksAlike_staysApart() {
    assertThat(AdNames.level("\u212Aate")).isNotEqualTo(AdNames.level("Kate"));
    assertThat(AdNames.level("M\u00DCLLER")).isEqualTo("m\u00FCller");
  }

  @ParameterizedTest
  @CsvSource({
    "bob, (sAMAccountName=bob)",
    "CORP\\bob, (sAMAccountName=bob)",
    "bob@corp.example.com, (|(userPrincipalName=bob@corp.example.com)(sAMAccountName=bob))",
    "bob@mail.example.org, (userPrincipalName=bob@mail.example.org)"
  })
  void filterFor_account_asksForTheForm(String typed, String filter) {
    assertThat(names.filterFor("samaccountname", name(typed))).hasToString(filter);
  }

  @Test
  void filterFor_mailNames_asksForMailToo() {
    AdNames mail = new AdNames("corp.example.com", "CORP", true);

    assertThat(mail.filterFor("sAMAccountName", name("bob@mail.example.org")))
        .hasToString("(|(userPrincipalName=bob@mail.example.org)(mail=bob@mail.example.org))");
  }

  @Test
  void canBeOurs_otherDomain_isNot() {
    assertThat(names.canBeOurs(name("OTHER\\bob"))).isFalse();
    assertThat(names.canBeOurs(name("CORP\\bob"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u2003"})
  void parse_blank_isNobody(String typed) {
    assertThat(name(typed)).isNull();
  }

  @Test
  void parse_dn_isOneOnlyBelowTheBase() {
    assertThat(name("CN=Doe\\, John,OU=x,DC=corp,DC=example,DC=com"))
        .isInstanceOf(LoginName.Distinguished.class);
    assertThat(name("a=b")).isInstanceOf(LoginName.Account.class);
    assertThat(name("CN=x,DC=other")).isInstanceOf(LoginName.Account.class);
  }

  private static LoginName name(String typed) {
    try {
      return LoginName.parse(typed, new DN("DC=corp,DC=example,DC=com"));
    } catch (com.unboundid.ldap.sdk.LDAPException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
