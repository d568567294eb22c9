package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.TlsIdentity;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Verdict;
import java.nio.file.Path;
import org.apache.directory.server.annotations.CreateLdapServer;
import org.apache.directory.server.annotations.CreateTransport;
import org.apache.directory.server.core.annotations.ApplyLdifs;
import org.apache.directory.server.core.annotations.CreateDS;
import org.apache.directory.server.core.annotations.CreatePartition;
import org.apache.directory.server.core.integ.AbstractLdapTestUnit;
import org.apache.directory.server.core.integ.ApacheDSTestExtension;
import org.apache.directory.server.ldap.handlers.extended.StartTlsHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ApacheDS: search then bind, in plaintext, by LDAPS and by StartTLS. */
@ExtendWith(ApacheDSTestExtension.class)
@CreateDS(
    name = "search-then-bind",
    partitions = @CreatePartition(name = "example", suffix = "dc=example,dc=org"))
@CreateLdapServer(
    transports = {
      @CreateTransport(protocol = "LDAP", address = "127.0.0.1"),
      @CreateTransport(protocol = "LDAPS", address = "127.0.0.1")
    },
    extendedOpHandlers = StartTlsHandler.class)
@ApplyLdifs({
  "dn: dc=example,dc=org",
  "objectClass: top",
  "objectClass: domain",
  "dc: example",
  "dn: ou=people,dc=example,dc=org",
  "objectClass: top",
  "objectClass: organizationalUnit",
  "ou: people",
  "dn: cn=Alice Doe,ou=people,dc=example,dc=org",
  "objectClass: inetOrgPerson",
  "cn: Alice Doe",
  "sn: Doe",
  "uid: alice",
  "userPassword: secret",
  "dn: cn=Jürgen Müller,ou=people,dc=example,dc=org",
  "objectClass: inetOrgPerson",
  "cn: Jürgen Müller",
  "sn: Müller",
  "uid: müller",
  "userPassword: pässwörd:1",
  "dn: cn=svc,dc=example,dc=org",
  "objectClass: person",
  "cn: svc",
  "sn: svc",
  "userPassword: search",
  "dn: cn=Internet Users,dc=example,dc=org",
  "objectClass: groupOfNames",
  "cn: Internet Users",
  "member: cn=Alice Doe,ou=people,dc=example,dc=org"
})
class ApacheDsTest extends AbstractLdapTestUnit {
  private static final ServiceAccount SERVICE =
      ApacheDsConnection.account("cn=svc,dc=example,dc=org", "search");

  @TempDir static Path folder;
  private ApacheDsConnection connection;

  @BeforeEach
  void presentOurCertificate() throws Exception {
    connection = new ApacheDsConnection(getLdapServer(), folder);
  }

  @ParameterizedTest
  @EnumSource
  void prove_byAnyConnection_tellsRightFromWrong(Mode mode) {
    try (LdapDirectory directory = open(connection.settings(mode).serviceAccount(SERVICE))) {
      assertThat(Asked.word(directory, "alice", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "ALICE", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "alice", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "alice", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "nobody", "secret")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "müller", "pässwörd:1")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "*", "secret")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "alice)(uid=*", "secret")).isEqualTo("invalid-credentials");
    }
  }

  @Test
  void prove_rightPassword_tellsWhoItIs() {
    try (LdapDirectory directory = open(connection.settings(Mode.LDAPS).serviceAccount(SERVICE))) {
      Verdict.Authenticated alice =
          (Verdict.Authenticated) Asked.outcome(directory, "ALICE", "secret");

      assertThat(alice.identity().name()).isEqualTo("alice");
      assertThat(alice.identity().distinguishedName())
          .isEqualToIgnoringCase("cn=Alice Doe,ou=people,dc=example,dc=org");
    }
  }

  @Test
  void prove_dnTemplate_needsNoServiceAccount() {
    LdapSettingsBuilder settings =
        connection.settings(Mode.LDAPS).userDnTemplate("cn={user},ou=people,dc=example,dc=org");
    try (LdapDirectory directory = open(settings)) {
      assertThat(Asked.word(directory, "Alice Doe", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "Alice Doe", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "Alice Doe,ou=people", "secret"))
          .isEqualTo("invalid-credentials");
    }
  }

  /** What a service account's failure says about a user is nothing. */
  @Test
  void prove_serviceAccountRefused_isUnavailable() {
    ServiceAccount wrong = ApacheDsConnection.account(SERVICE.name(), "wrong");
    try (LdapDirectory directory = open(connection.settings(Mode.LDAPS).serviceAccount(wrong))) {
      assertThat(Asked.word(directory, "alice", "secret"))
          .isEqualTo("unavailable: service-account-refused");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LDAPS", "STARTTLS"})
  void prove_certificateOfAnotherAuthority_isUnavailable(Mode mode) {
    TlsIdentity other = TlsIdentity.selfSigned("localhost");
    try (LdapDirectory directory = open(connection.settings(mode, other).serviceAccount(SERVICE))) {
      assertThat(Asked.word(directory, "alice", "secret")).startsWith("unavailable: ");
      assertThat(Asked.word(directory, "alice", "wrong")).startsWith("unavailable: ");
    }
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }
}
