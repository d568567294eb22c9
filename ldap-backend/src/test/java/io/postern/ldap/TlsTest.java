package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.TlsIdentity;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that does not prove its name gets no password, and no bind of any kind. */
class TlsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"LDAPS", "STARTTLS"})
  void find_rightCertificate_isAsked(Mode mode) throws Exception {
    TlsIdentity identity = TlsIdentity.selfSigned("localhost");
    try (FakeLdapServer server = start(mode, identity);
        LdapDirectory directory = open("localhost", server, mode, identity)) {
      assertThat(directory.find("alice", soon())).isInstanceOf(Lookup.Nobody.class);
      assertThat(server.serviceBinds()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"LDAPS", "STARTTLS"})
  void find_foreignAuthority_isRefusedBeforeAnyBind(Mode mode) throws Exception {
    TlsIdentity other = TlsIdentity.selfSigned("other", "localhost");
    assertRefused(mode, TlsIdentity.selfSigned("localhost"), other, "nobody whom we trust");
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"LDAPS", "STARTTLS"})
  void find_certificateForAnotherName_isRefusedBeforeAnyBind(Mode mode) throws Exception {
    TlsIdentity other = TlsIdentity.selfSigned("other.example.test");
    assertRefused(mode, other, other, "another name");
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"LDAPS", "STARTTLS"})
  void find_expiredCertificate_isRefusedBeforeAnyBind(Mode mode) throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    TlsIdentity old = TlsIdentity.selfSigned(end.minus(Duration.ofDays(1)), end, "localhost");
    assertRefused(mode, old, old, "expired");
  }

  @Test
  void find_authorityWithANewKey_saysThatTheFileIsOld() throws Exception {
    TlsIdentity old = TlsIdentity.selfSigned("localhost");
    assertRefused(Mode.LDAPS, TlsIdentity.selfSigned("localhost"), old, "another key");
  }

  @Test
  void find_certificateWithoutTheAddress_isRefusedForTheAddress() throws Exception {
    TlsIdentity identity = TlsIdentity.selfSigned("localhost");
    try (FakeLdapServer server =
            FakeLdapServer.startLdapsOn("127.0.0.7", identity.serverContext());
        LdapDirectory directory = open("127.0.0.7", server, Mode.LDAPS, identity)) {
      assertThat(note(directory)).contains("another name", "127.0.0.7");
      assertThat(server.serviceBinds()).isEmpty();
    }
  }

  @Test
  void find_authorityAddedToTheFile_isTrustedWithoutRestart() throws Exception {
    TlsIdentity next = TlsIdentity.selfSigned("localhost");
    try (FakeLdapServer server = start(Mode.LDAPS, next);
        LdapDirectory directory =
            open("localhost", server, Mode.LDAPS, TlsIdentity.selfSigned("old"))) {
      assertThat(note(directory)).contains("nobody whom we trust");

      Path ca = Files.writeString(folder.resolve("ca.pem"), next.certificatePem());
      Files.setLastModifiedTime(ca, FileTime.from(Instant.now().plusSeconds(5)));

      Await.until(() -> directory.find("alice", soon()) instanceof Lookup.Nobody);
    }
  }

  @Test
  void find_authorityFileIsNone_saysWhichFile() throws Exception {
    TlsIdentity identity = TlsIdentity.selfSigned("localhost");
    try (FakeLdapServer server = start(Mode.LDAPS, identity)) {
      Path ca = Files.writeString(folder.resolve("ca.pem"), "no certificate");
      try (LdapDirectory directory =
          LdapDirectory.open(settings("localhost", server, Mode.LDAPS, ca), LdapListener.NONE)) {
        assertThat(note(directory)).contains("ca.pem");
      }
    }
  }

  private void assertRefused(Mode mode, TlsIdentity shown, TlsIdentity trusted, String why)
      throws Exception {
    try (FakeLdapServer server = start(mode, shown);
        LdapDirectory directory = open("localhost", server, mode, trusted)) {
      assertThat(note(directory)).contains(why);
      assertThat(server.serviceBinds()).isEmpty();
      assertThat(server.userBinds()).isEmpty();
    }
  }

  private static String note(LdapDirectory directory) {
    Lookup lookup = directory.find("alice", soon());
    assertThat(lookup).isInstanceOf(Lookup.Failed.class);
    Outcome.Unavailable outcome = ((Lookup.Failed) lookup).outcome();
    assertThat(outcome.cause()).isEqualTo(Outcome.Cause.MISCONFIGURED);
    return outcome.evidence().note();
  }

  private static FakeLdapServer start(Mode mode, TlsIdentity identity) throws Exception {
    return mode == Mode.LDAPS
        ? FakeLdapServer.startLdaps(identity.serverContext())
        : FakeLdapServer.startWithStartTls(identity.serverContext());
  }

  private LdapDirectory open(String host, FakeLdapServer server, Mode mode, TlsIdentity trusted)
      throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), trusted.certificatePem());
    return LdapDirectory.open(settings(host, server, mode, ca), LdapListener.NONE);
  }

  private static LdapSettings settings(String host, FakeLdapServer server, Mode mode, Path ca) {
    return LdapSettings.ldap("dc=example,dc=test")
        .servers(List.of(new ServerAddress(mode == Mode.LDAPS, host, server.port())))
        .tls(new TlsSettings(mode, ca, null, null, false))
        .connectTimeout(Duration.ofSeconds(60))
        .requestTimeout(Duration.ofSeconds(60))
        .serviceAccount(
            new ServiceAccount.Simple(
                FakeLdapServer.SERVICE, () -> "svc".getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
