package io.postern.it.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.TlsIdentity;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import io.postern.spi.Verdict;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final TlsIdentity TLS = TlsIdentity.selfSigned("localhost");
  private static final TlsIdentity OTHER_TLS = TlsIdentity.selfSigned("localhost");
  private static final String BASE = "dc=example,dc=org";
  private static final char[] KEY_STORE_PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  /** How a connection is protected. */
  private enum Protection {
    PLAINTEXT,
    LDAPS,
    STARTTLS
  }

  @BeforeEach
  void presentOurCertificate() throws Exception {
    Path keys = folder.resolve("server.p12");
    if (!Files.exists(keys)) {
      try (OutputStream out = Files.newOutputStream(keys)) {
        TLS.keyStore(KEY_STORE_PASSWORD).store(out, KEY_STORE_PASSWORD);
      }
      getLdapServer().setKeystoreFile(keys.toString());
      getLdapServer().setCertificatePassword(new String(KEY_STORE_PASSWORD));
      getLdapServer().reloadSslContext();
    }
  }

  @ParameterizedTest
  @EnumSource
  void prove_byAnyConnection_tellsRightFromWrong(Protection protection) throws Exception {
    try (LdapDirectory directory = open(searching(protection, TLS))) {
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
  void prove_rightPassword_tellsWhoItIs() throws Exception {
    try (LdapDirectory directory = open(searching(Protection.LDAPS, TLS))) {
      Verdict.Authenticated alice =
          (Verdict.Authenticated) Asked.outcome(directory, "ALICE", "secret");

      assertThat(alice.identity().name()).isEqualTo("alice");
      assertThat(alice.identity().distinguishedName())
          .isEqualToIgnoringCase("cn=Alice Doe,ou=people,dc=example,dc=org");
    }
  }

  @Test
  void prove_dnTemplate_needsNoServiceAccount() throws Exception {
    LdapSettingsBuilder settings =
        LdapSettings.ldap(BASE)
            .userDnTemplate("cn={user},ou=people,dc=example,dc=org")
            .servers(List.of(new ServerAddress(true, "localhost", getLdapServer().getPortSSL())))
            .tls(tls(Protection.LDAPS, TLS));
    try (LdapDirectory directory = open(settings)) {
      assertThat(Asked.word(directory, "Alice Doe", "secret")).isEqualTo("authenticated");
      assertThat(Asked.word(directory, "Alice Doe", "wrong")).isEqualTo("invalid-credentials");
      assertThat(Asked.word(directory, "Alice Doe,ou=people", "secret"))
          .isEqualTo("invalid-credentials");
    }
  }

  /** What a service account's failure says about a user is nothing. */
  @Test
  void prove_serviceAccountRefused_isUnavailable() throws Exception {
    LdapSettingsBuilder settings =
        searching(Protection.LDAPS, TLS)
            .serviceAccount(
                new ServiceAccount.Simple("cn=svc,dc=example,dc=org", () -> bytes("wrong")));
    try (LdapDirectory directory = open(settings)) {
      assertThat(Asked.word(directory, "alice", "secret"))
          .isEqualTo("unavailable: service-account-refused");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LDAPS", "STARTTLS"})
  void prove_certificateOfAnotherAuthority_isUnavailable(Protection protection) throws Exception {
    try (LdapDirectory directory = open(searching(protection, OTHER_TLS))) {
      assertThat(Asked.word(directory, "alice", "secret")).startsWith("unavailable: ");
      assertThat(Asked.word(directory, "alice", "wrong")).startsWith("unavailable: ");
    }
  }

  private LdapSettingsBuilder searching(Protection protection, TlsIdentity trusted)
      throws Exception {
    boolean secure = protection == Protection.LDAPS;
    int port = secure ? getLdapServer().getPortSSL() : getLdapServer().getPort();
    return LdapSettings.ldap(BASE)
        .servers(List.of(new ServerAddress(secure, "localhost", port)))
        .tls(tls(protection, trusted))
        .serviceAccount(
            new ServiceAccount.Simple("cn=svc,dc=example,dc=org", () -> bytes("search")));
  }

  private static TlsSettings tls(Protection protection, TlsIdentity trusted) throws Exception {
    Path authorities = Files.createTempFile(folder, "trusted", ".pem");
    Files.writeString(authorities, trusted.certificatePem());
    return switch (protection) {
      case PLAINTEXT -> TlsSettings.NONE;
      case LDAPS -> new TlsSettings(TlsSettings.Mode.LDAPS, authorities, null, null, false);
      case STARTTLS -> new TlsSettings(TlsSettings.Mode.STARTTLS, authorities, null, null, false);
    };
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
