package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "ldaps://dc1.corp.example.com, true, dc1.corp.example.com, 636",
    "LDAP://dc1:3268/, false, dc1, 3268",
    "ldaps://[2001:db8::1]:1636, true, 2001:db8::1, 1636"
  })
  void parse_url_isServer(String url, boolean secure, String host, int port) {
    assertThat(ServerAddress.parse(url)).isEqualTo(new ServerAddress(secure, host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dc1", "https://dc1", "ldap://", "ldaps://dc1/dc=example", "ldap://a b"})
  void parse_anythingElse_isRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(url));
  }

  @Test
  void build_plaintextOverNetwork_isRefusedWithAdvice() {
    LdapSettingsBuilder plain =
        LdapSettings.activeDirectory("corp.example.com")
            .servers(List.of(ServerAddress.parse("ldap://dc1.corp.example.com")))
            .tls(TlsSettings.NONE);

    assertThatIllegalArgumentException()
        .isThrownBy(plain::build)
        .withMessageContaining("plaintext")
        .withMessageContaining("starttls");
  }

  @Test
  void build_plaintextToLoopback_isAllowed() {
    assertThat(
            LdapSettings.activeDirectory("corp.example.com")
                .servers(List.of(ServerAddress.parse("ldap://127.0.0.1")))
                .tls(TlsSettings.NONE)
                .build()
                .baseDn())
        .isEqualTo("DC=corp,DC=example,DC=com");
  }

  @Test
  void build_ldapUrlInLdapsMode_isRefusedWithAdvice() {
    LdapSettingsBuilder mixed =
        LdapSettings.activeDirectory("corp.example.com")
            .servers(List.of(ServerAddress.parse("ldap://dc1.corp.example.com")));

    assertThatIllegalArgumentException()
        .isThrownBy(mixed::build)
        .withMessageContaining("write ldaps://");
  }

  @Test
  void build_filterWithoutUser_isRefused() {
    LdapSettingsBuilder everybody =
        LdapSettings.ldap("dc=example,dc=test")
            .servers(List.of(ServerAddress.parse("ldaps://ldap.example.test")))
            .userFilter("(objectClass=person)");

    assertThatIllegalArgumentException()
        .isThrownBy(everybody::build)
        .withMessageContaining("{user}");
  }

  @Test
  void domainName_baseDnAlone_comesFromIt() {
    assertThat(
            new LdapSettingsBuilder(LdapSettings.Kind.ACTIVE_DIRECTORY)
                .baseDn("OU=People, DC=corp,DC=example,DC=com")
                .servers(List.of(ServerAddress.parse("ldaps://dc1")))
                .build()
                .domainName())
        .isEqualTo("corp.example.com");
  }
}
