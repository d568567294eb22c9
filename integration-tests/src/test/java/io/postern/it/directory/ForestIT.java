package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountDirectory;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.ldap.Forest;
import io.postern.ldap.ForestSettings;
import io.postern.ldap.ForestSettings.Domain;
import io.postern.ldap.LdapDoctor;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.TlsSettings;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real domain controller beside another domain, which is the first: names that nobody claims are
 * looked up in the controller's global catalog, on its own ports.
 */
class ForestIT {
  private static SambaAd ad;
  private static AdDirectory other;

  @BeforeAll
  static void start() {
    ad = SambaAd.start();
    ad.set("u.ok", "userPrincipalName", "ok.user@brand.example");
    other = AdDirectory.start(AdSettings.DEFAULT.withDomain("lab.example.test", "LAB"));
    other.users().add("u.ok", "other");
  }

  @AfterAll
  static void stop() {
    if (other != null) {
      other.close();
    }
    if (ad != null) {
      ad.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ldaps://%s:3269", "ldap://%s:3268"})
  void find_nameThatNoDomainClaims_isTheDomainsOfItsEntry(String catalog) {
    try (AccountDirectory forest = Forest.open(forest(catalog), LdapListener.NONE)) {
      assertThat(signIn(forest, "ok.user@brand.example")).isInstanceOf(Verdict.Authenticated.class);
      assertThat(forest.find("nobody@brand.example", soon())).isInstanceOf(Lookup.Nobody.class);
      assertThat(forest.find("NOWHERE\\u.ok", soon())).isInstanceOf(Lookup.Nobody.class);
    }
  }

  @Test
  void find_netbiosName_isTheDomainsAtOnce() {
    try (AccountDirectory forest = Forest.open(forest("ldaps://%s:3269"), LdapListener.NONE)) {
      assertThat(forest.find("CORP\\u.ok", soon()))
          .isInstanceOfSatisfying(
              Lookup.Found.class,
              found ->
                  assertThat(found.state().identity().distinguishedName()).endsWith(SambaAd.BASE));
      assertThat(forest.find("u.ok", soon()))
          .isInstanceOfSatisfying(
              Lookup.Found.class,
              found ->
                  assertThat(found.state().identity().distinguishedName())
                      .endsWith(other.baseDn()));
    }
  }

  @Test
  void check_globalCatalog_isToldFromAnOrdinaryPort() {
    assertThat(catalogStep("ldaps://%s:3269").result()).isEqualTo(Result.OK);
    assertThat(catalogStep("ldaps://%s:636"))
        .satisfies(
            step -> {
              assertThat(step.result()).isEqualTo(Result.FAIL);
              assertThat(step.fix()).contains("3269");
            });
  }

  private static LdapDoctor.Step catalogStep(String catalog) {
    List<LdapDoctor.Step> steps = new ArrayList<>();
    LdapDoctor.examine(forest(catalog), steps::add);
    return steps.get(steps.size() - 1);
  }

  private static ForestSettings forest(String catalog) {
    LdapSettings lab =
        LdapSettings.activeDirectory("lab.example.test")
            .servers(List.of(ServerAddress.parse(other.ldapUrl())))
            .serviceAccount(SambaAd.account(other.serviceAccount(), other.servicePassword()))
            .tls(TlsSettings.NONE)
            .build();
    ServerAddress server = ServerAddress.parse(catalog.replace("%s", ad.address()));
    Mode mode = server.secure() ? Mode.LDAPS : Mode.STARTTLS;
    return new ForestSettings(
        List.of(
            new Domain(lab, List.of()),
            new Domain(
                ad.settings(Mode.LDAPS).serviceAccount(SambaAd.service()).build(), List.of())),
        ad.settings(mode).servers(List.of(server)).serviceAccount(SambaAd.service()).build());
  }

  private static Outcome signIn(AccountDirectory forest, String name) {
    Lookup lookup = forest.find(name, soon());
    assertThat(lookup).isInstanceOf(Lookup.Provable.class);
    try (UserPass userPass =
        UserPass.of(
            name.getBytes(StandardCharsets.UTF_8),
            SambaAd.PASSWORD.getBytes(StandardCharsets.UTF_8))) {
      return forest.prove((Lookup.Provable) lookup, userPass, soon());
    }
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
