package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code postern check} of a real domain controller: what is wrong is found at its own step, and an
 * administrator is told what to do. Each output is printed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CheckIT {
  private static final Logger LOG = LoggerFactory.getLogger(CheckIT.class);
  private static final int FINE = 0;
  private static final int FAILED = 3;

  @TempDir private static Path folder;
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

  /** A configuration that is right, but for what a test changes. */
  private static final class Setup {
    private String server = "ldaps://" + ad.address();
    private Path authority = ad.authority();
    private String account = "svc-proxy@" + SambaAd.DOMAIN;
    private String secret = "password: Svc-Proxy-1";
    private String more = "";

    Completed check(String name) throws IOException {
      Path file = folder.resolve("postern.yaml");
      String servers = server.isEmpty() ? "" : "servers: [\"" + server + "\"]";
      Files.writeString(
          file,
          String.format(
              Locale.ROOT,
              """
              directory:
                domain: corp.example.test
                %s
                service-account: { name: %s, %s }
                tls: { mode: %s, ca-file: %s }
                connect-timeout: 1s
                %s
              proxy: { listen: 127.0.0.1:0 }
              admin: { listen: 127.0.0.1:0 }
              """,
              servers,
              account,
              secret,
              server.startsWith("ldap://") ? "none" : "ldaps",
              authority,
              more));
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String krb5 = "-Djava.security.krb5.conf=" + folder.resolve("krb5.conf");
      String jar = System.getProperty("postern.jar");
      Completed check = Completed.run(folder, java, krb5, "-jar", jar, "check", "--config", file);
      check.output().lines().forEach(line -> LOG.info("check, {}: {}", name, line));
      assertThat(check.output()).doesNotContain("Svc-Proxy-1", "\tat ");
      return check;
    }
  }

  @Test
  @Order(1)
  void check_everythingRight_isFineAndWarnsOfTheLowThreshold() throws Exception {
    Completed check = new Setup().check("right");

    assertThat(check.exit()).isEqualTo(FINE);
    assertThat(check.output())
        .contains("CORP, our site is Default-First-Site-Name")
        .contains("warn  lockout policy", "3 failed binds within a minute lock")
        .contains("2 groups of svc-proxy by token-groups")
        .contains("It works; ")
        .doesNotContain("FAIL");
  }

  @Test
  @Order(1)
  void check_serversOfTheDomainsDns_areFoundWithTheirAddresses() throws Exception {
    Setup setup = new Setup();
    setup.server = "";
    setup.more = "name-server: " + ad.nameServer();

    Completed check = setup.check("found by DNS");

    assertThat(check.exit()).isEqualTo(FINE);
    assertThat(check.output())
        .contains("DNS SRV", "corp.example.test has [dc1.corp.example.test:636]")
        .contains(ad.address() + " accepts");
  }

  @Test
  @Order(1)
  void check_serviceAccountWithAKeytab_isBound() throws Exception {
    Setup setup = new Setup();
    setup.account = "svc-proxy";
    setup.secret = "keytab-file: " + ad.keytab("svc-proxy");
    Files.copy(ad.krb5Conf(), folder.resolve("krb5.conf"));

    Completed check = setup.check("keytab");

    assertThat(check.exit()).isEqualTo(FINE);
    assertThat(check.output()).contains("svc-proxy is bound", "2 groups of svc-proxy");
  }

  @Test
  @Order(1)
  void check_foreignAuthority_saysWhichSettingNeedsWhoseCertificate() throws Exception {
    Setup setup = new Setup();
    setup.authority = ad.otherAuthority();

    Completed check = setup.check("wrong CA");

    assertThat(check.exit()).isEqualTo(FAILED);
    assertThat(check.output())
        .contains(
            "FAIL  TLS", "nobody whom we trust has issued it", "issued by CN=Postern AD test ca")
        .contains("→ set directory.tls.ca-file to the certificate of the authority that issued it")
        .contains("One step failed.");
  }

  @Test
  @Order(1)
  void check_wrongServicePassword_isTriedOnce() throws Exception {
    Setup setup = new Setup();
    setup.account = "CN=u.lockme,OU=People," + SambaAd.BASE;
    setup.account = '"' + setup.account + '"';
    setup.secret = "password: wrong";

    Completed check = setup.check("wrong service password");

    assertThat(check.exit()).isEqualTo(FAILED);
    assertThat(check.output())
        .contains("FAIL  service account", "(result 49/52e, invalid-credentials)")
        .contains("→ set directory.service-account's name and password")
        .contains("One step failed.");
    assertThat(ad.number("u.lockme", "badPwdCount")).isEqualTo(1);
  }

  @Test
  @Order(1)
  void check_wrongBaseDn_saysWhatIsAboveAll() throws Exception {
    Setup setup = new Setup();
    setup.more = "base-dn: \"OU=Nowhere," + SambaAd.BASE + "\"";

    Completed check = setup.check("wrong base DN");

    assertThat(check.exit()).isEqualTo(FAILED);
    assertThat(check.output())
        .contains("FAIL  base DN", "OU=Nowhere,DC=corp,DC=example,DC=test does not exist")
        .contains("→ set directory.base-dn to an entry above the users: " + SambaAd.BASE)
        .contains("One step failed.");
  }

  @Test
  @Order(1)
  void check_nobodyListens_saysWhereToLook() throws Exception {
    Setup setup = new Setup();
    setup.server += ":1";

    Completed check = setup.check("unreachable");

    assertThat(check.exit()).isEqualTo(FAILED);
    assertThat(check.output())
        .contains("FAIL  TCP", "Connection refused")
        .contains("→ check that the server runs, its port, and the firewalls between");
  }

  @Test
  @Order(1)
  void check_signingRequired_saysHowToHaveTls() throws Exception {
    try (SambaAd strict = SambaAd.start("POSTERN_AD_STRONG_AUTH=yes")) {
      Setup setup = new Setup();
      setup.server = "ldap://" + strict.address();

      Completed check = setup.check("signing required");

      assertThat(check.exit()).isEqualTo(FAILED);
      assertThat(check.output())
          .contains("FAIL  service account", "refuses passwords without TLS")
          .contains("→ write the server as ldaps://" + strict.address())
          .contains("or set directory.tls.mode: starttls");
    }
  }

  @Test
  @Order(2)
  void check_controllerStalled_failsAtTlsWithinItsTimeouts() throws Exception {
    ad.stall();

    Completed check = new Setup().check("stalled");

    assertThat(check.exit()).isEqualTo(FAILED);
    assertThat(check.output())
        .contains("ok    TCP", "FAIL  TLS", "no connection to it within connect-timeout")
        .contains(
            "→ see on the server whether it hangs or is overloaded, or raise connect-timeout");
  }
}
