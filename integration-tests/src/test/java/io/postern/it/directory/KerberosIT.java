package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service account with a keytab instead of a password, against a real KDC. */
class KerberosIT {
  private static final String PROPERTY = "java.security.krb5.conf";
  private static SambaAd ad;
  private static Path keytab;

  @BeforeAll
  static void start() {
    ad = SambaAd.start();
    keytab = ad.keytab("svc-proxy");
    System.setProperty(PROPERTY, ad.krb5Conf().toString());
  }

  @AfterAll
  static void stop() {
    System.clearProperty(PROPERTY);
    if (ad != null) {
      ad.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void prove_serviceAccountWithAKeytab_searchesAndFindsGroups(Mode mode) {
    try (LdapDirectory directory = open(ad.settings(mode), "svc-proxy@" + SambaAd.DOMAIN, keytab)) {
      Outcome outcome = Asked.outcome(directory, "u.nested", SambaAd.PASSWORD);

      assertThat(outcome).isInstanceOf(Verdict.Authenticated.class);
      Identity identity = ((Verdict.Authenticated) outcome).identity();
      assertThat(identity.groups().names()).contains("G-A", "Domain Users");
      assertThat(Asked.word(directory, "u.ok", "wrong")).isEqualTo("invalid-credentials");
    }
  }

  @Test
  void prove_keytabOfAnotherAccount_isMisconfiguredAndSaysWhatIsMissing() {
    try (LdapDirectory directory = open(ad.settings(Mode.LDAPS), "svc-http", keytab)) {
      assertThat(unavailable(directory, Outcome.Cause.MISCONFIGURED))
          .contains("svc-proxy.keytab has no key of svc-http@CORP.EXAMPLE.TEST");
    }
  }

  @Test
  void prove_keytabOfAnOldPassword_isRefusedOnceAndHeld() throws Exception {
    ad.reset("u.lockme");
    Path old = ad.keytab("u.lockme");
    ad.setPassword("u.lockme", "Another-1");
    try (LdapDirectory directory = open(ad.settings(Mode.LDAPS), "u.lockme", old)) {
      assertThat(unavailable(directory, Outcome.Cause.SERVICE_ACCOUNT_REFUSED))
          .contains("export the keytab anew");
      assertThat(unavailable(directory, Outcome.Cause.SERVICE_ACCOUNT_REFUSED))
          .contains("refused before");
      assertThat(ad.number("u.lockme", "badPwdCount")).isLessThanOrEqualTo(1);
    } finally {
      ad.reset("u.lockme");
    }
  }

  @Test
  void prove_noKdcAnswers_isUnavailableInTime() throws Exception {
    Path elsewhere =
        Files.writeString(
            ad.krb5Conf().resolveSibling("elsewhere.conf"),
            Files.readString(ad.krb5Conf()).replace(ad.address() + ":88", ad.address() + ":1"));
    System.setProperty(PROPERTY, elsewhere.toString());
    try (LdapDirectory directory = open(ad.settings(Mode.LDAPS), "svc-proxy", keytab)) {
      Outcome outcome = Asked.outcome(directory, "u.ok", SambaAd.PASSWORD);

      assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
      assertThat(outcome.evidence().note()).contains("the KDC of svc-proxy@CORP.EXAMPLE.TEST");
    } finally {
      System.setProperty(PROPERTY, ad.krb5Conf().toString());
    }
  }

  private static String unavailable(LdapDirectory directory, Outcome.Cause cause) {
    Outcome outcome = Asked.outcome(directory, "u.ok", SambaAd.PASSWORD);
    assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
    assertThat(((Outcome.Unavailable) outcome).cause()).as(outcome.toString()).isEqualTo(cause);
    return outcome.evidence().note();
  }

  private static LdapDirectory open(LdapSettingsBuilder settings, String name, Path keytab) {
    return LdapDirectory.open(
        settings.serviceAccount(new ServiceAccount.Kerberos(name, keytab)).build(),
        LdapListener.NONE);
  }
}
