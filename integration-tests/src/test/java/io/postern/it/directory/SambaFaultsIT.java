package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real domain controllers with something wrong: never does it look like a wrong password. */
class SambaFaultsIT {
  @ParameterizedTest
  @CsvSource({
    "wrongname, another name",
    "expired, expired",
    "selfsigned, nobody whom we trust",
    "otherca, nobody whom we trust"
  })
  void prove_wrongCertificate_isUnavailableAndNamed(String certificate, String why) {
    try (SambaAd ad = SambaAd.start("POSTERN_AD_CERT=" + certificate)) {
      for (Mode mode : new Mode[] {Mode.LDAPS, Mode.STARTTLS}) {
        try (LdapDirectory directory = open(ad.settings(mode))) {
          Outcome outcome = Asked.outcome(directory, "u.ok", SambaAd.PASSWORD);

          assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
          assertThat(((Outcome.Unavailable) outcome).cause())
              .isEqualTo(Outcome.Cause.MISCONFIGURED);
          assertThat(outcome.evidence().note()).contains(why);
        }
      }
      assertThat(ad.number("u.ok", "logonCount")).isZero();
    }
  }

  @Test
  void prove_signingDemandedWithoutTls_isUnavailableWithTheFix() {
    try (SambaAd ad = SambaAd.start("POSTERN_AD_STRONG_AUTH=yes")) {
      for (boolean searching : new boolean[] {true, false}) {
        LdapSettingsBuilder settings = ad.settings(Mode.NONE);
        try (LdapDirectory directory =
            open(searching ? settings.serviceAccount(SambaAd.service()) : settings)) {
          Outcome outcome = Asked.outcome(directory, "u.ok", SambaAd.PASSWORD);

          assertThat(((Outcome.Unavailable) outcome).cause())
              .isEqualTo(Outcome.Cause.MISCONFIGURED);
          assertThat(outcome.evidence().note()).contains("ldaps://");
        }
      }
      try (LdapDirectory directory = open(ad.settings(Mode.LDAPS))) {
        assertThat(Asked.word(directory, "u.ok", SambaAd.PASSWORD)).isEqualTo("authenticated");
      }
    }
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }
}
