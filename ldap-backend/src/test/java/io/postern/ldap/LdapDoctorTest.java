package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.embedded.TlsIdentity;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapDoctor.Step;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdapDoctorTest {
  @TempDir private Path folder;
  private AdDirectory ad;

  @BeforeEach
  void start() {
    ad = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
  }

  @AfterEach
  void stop() {
    ad.close();
  }

  @Test
  void examine_everythingRight_isOk() throws Exception {
    List<Step> steps = LdapDoctor.examine(builder(ad.tls()).serviceAccount(service()).build());

    assertThat(steps).extracting(Step::name).contains("base DN", "users", "groups", "changes");
    assertThat(steps)
        .filteredOn(step -> step.result() != Result.OK)
        .extracting(Step::name)
        .containsExactly("PDC emulator");
    assertThat(step(steps, "TLS").finding()).contains("dc1.corp.example.test", "days");
    assertThat(step(steps, "lockout policy").finding()).contains("5 failed binds within 10 min");
    assertThat(step(steps, "NetBIOS name").finding()).isEqualTo("CORP");
    assertThat(ad.binds().failed()).isZero();
  }

  @Test
  void examine_foreignAuthority_saysWhoMustBeTrusted() throws Exception {
    Step tls = step(LdapDoctor.examine(builder(TlsIdentity.selfSigned("other")).build()), "TLS");

    assertThat(tls.result()).isEqualTo(Result.FAIL);
    assertThat(tls.finding()).contains("nobody whom we trust", "CN=dc1.corp.example.test");
    assertThat(tls.fix()).contains("ca-file");
  }

  @Test
  void examine_expiredCertificate_saysSince() throws Exception {
    Instant end = Instant.parse("2020-01-02T00:00:00Z");
    TlsIdentity old = TlsIdentity.selfSigned(end.minusSeconds(86_400), end, "localhost");
    try (AdDirectory expired = AdDirectory.start(AdSettings.DEFAULT.withTls(old))) {
      LdapSettings settings =
          builder(old)
              .servers(List.of(ServerAddress.parse("ldaps://localhost:" + expired.ldapsPort())))
              .build();

      Step tls = step(LdapDoctor.examine(settings), "TLS");

      assertThat(tls.finding()).contains("expired", "2020");
      assertThat(tls.fix()).contains("renew");
    }
  }

  @Test
  void examine_wrongServicePassword_isTriedOnce() throws Exception {
    ServiceAccount wrong =
        new ServiceAccount.Simple(
            ad.serviceAccount(), () -> "wrong".getBytes(StandardCharsets.UTF_8));
    ServerAddress server = ServerAddress.parse(ad.ldapsUrl());

    List<Step> steps =
        LdapDoctor.examine(
            builder(ad.tls())
                .servers(List.of(server, new ServerAddress(true, "localhost", server.port())))
                .serviceAccount(wrong)
                .build());

    assertThat(step(steps, "service account").finding()).contains("49/52e");
    assertThat(ad.binds().failed()).isEqualTo(1);
  }

  @Test
  void examine_wrongBaseDn_saysWhichSetting() throws Exception {
    List<Step> steps =
        LdapDoctor.examine(
            builder(ad.tls())
                .baseDn("OU=Nowhere,DC=corp,DC=example,DC=test")
                .serviceAccount(service())
                .build());

    assertThat(step(steps, "base DN").result()).isEqualTo(Result.FAIL);
    assertThat(step(steps, "base DN").fix()).contains("base-dn", "DC=corp,DC=example,DC=test is");
  }

  @Test
  void examine_signingDemanded_saysTls() {
    try (AdDirectory strict = AdDirectory.start(AdSettings.DEFAULT.withEncryptionRequired())) {
      List<Step> steps =
          LdapDoctor.examine(
              LdapSettings.activeDirectory("corp.example.test")
                  .servers(List.of(ServerAddress.parse(strict.ldapUrl())))
                  .tls(TlsSettings.NONE)
                  .serviceAccount(
                      new ServiceAccount.Simple(
                          strict.serviceAccount(),
                          () -> strict.servicePassword().getBytes(StandardCharsets.UTF_8)))
                  .build());

      assertThat(step(steps, "service account").fix()).contains("ldaps://");
    }
  }

  @Test
  void examine_nobodyListens_saysSo() {
    ad.stop();

    Step tcp = step(LdapDoctor.examine(builderPlain().build()), "TCP");

    assertThat(tcp.result()).isEqualTo(Result.FAIL);
    assertThat(tcp.finding()).contains("refused");
  }

  /** Whatever the handshake waits for, an unfinished one must never pass for a connection. */
  @RepeatedTest(3)
  void examine_acceptsAndIsSilent_failsAtTls() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<Step> steps =
          LdapDoctor.examine(
              builder(ad.tls())
                  .servers(List.of(new ServerAddress(true, "127.0.0.1", silent.getLocalPort())))
                  .connectTimeout(Duration.ofSeconds(1))
                  .build());

      Step last = steps.get(steps.size() - 1);
      assertThat(last.name()).startsWith("TLS");
      assertThat(last.finding()).contains("within connect-timeout");
      assertThat(last.fix()).contains("whether it hangs or is overloaded", "1000 ms");
    }
  }

  @Test
  void examine_plaintextPort_saysThatItIsNoLdapsPort() throws Exception {
    int port = ServerAddress.parse(ad.ldapUrl()).port();
    Step tls =
        step(
            LdapDoctor.examine(
                builder(ad.tls())
                    .servers(List.of(new ServerAddress(true, "127.0.0.1", port)))
                    .build()),
            "TLS");

    assertThat(tls.result()).isEqualTo(Result.FAIL);
    assertThat(tls.fix()).contains("LDAPS port (636)");
  }

  @Test
  void examine_noSuchDomain_saysWhichRecord() throws Exception {
    try (FakeDnsServer dns = FakeDnsServer.start()) {
      List<Step> steps =
          LdapDoctor.examine(
              LdapSettings.activeDirectory("corp.example.test").nameServer(dns.address()).build());

      assertThat(steps).hasSize(1);
      assertThat(steps.get(0).finding()).contains("_ldap._tcp.dc._msdcs.corp.example.test");
    }
  }

  private LdapSettingsBuilder builderPlain() {
    return LdapSettings.activeDirectory("corp.example.test")
        .servers(List.of(ServerAddress.parse(ad.ldapUrl())))
        .tls(TlsSettings.NONE);
  }

  private LdapSettingsBuilder builder(TlsIdentity trusted) throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), trusted.certificatePem());
    return LdapSettings.activeDirectory("corp.example.test")
        .servers(List.of(ServerAddress.parse(ad.ldapsUrl())))
        .tls(new TlsSettings(TlsSettings.Mode.LDAPS, ca, null, null, false));
  }

  private ServiceAccount service() {
    return new ServiceAccount.Simple(
        ad.serviceAccount(), () -> ad.servicePassword().getBytes(StandardCharsets.UTF_8));
  }

  private static Step step(List<Step> steps, String name) {
    return steps.stream().filter(step -> step.name().startsWith(name)).findFirst().orElseThrow();
  }
}
