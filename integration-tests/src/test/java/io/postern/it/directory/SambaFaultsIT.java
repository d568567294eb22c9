package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapDoctor;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapDoctor.Step;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.TlsSettings;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real domain controllers with something wrong: never does it look like a wrong password. */
class SambaFaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(SambaFaultsIT.class);

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
      write("signing required", examine(ad.settings(Mode.NONE).serviceAccount(SambaAd.service())));
    }
  }

  @Test
  void prove_firstControllerStoppedUnderLoad_nobodyIsToldThePasswordIsWrong() throws Exception {
    try (SambaAd first = SambaAd.start();
        SambaAd second = SambaAd.start()) {
      LdapSettings settings =
          first
              .settings(Mode.LDAPS)
              .servers(List.of(first.server(Mode.LDAPS), second.server(Mode.LDAPS)))
              .serviceAccount(SambaAd.service())
              .build();
      try (LdapDirectory directory = LdapDirectory.open(settings, LdapListener.NONE)) {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch warm = new CountDownLatch(20);
        CountDownLatch after = new CountDownLatch(60);
        ExecutorService users = Executors.newFixedThreadPool(4);
        List<Future<List<Outcome>>> outcomes = new ArrayList<>();
        for (String user : List.of("u.ok", "u.ok2", "u.nested", "u.noupn")) {
          outcomes.add(users.submit(signInUntil(directory, user, over, warm, after, first)));
        }
        warm.await();
        first.stall();
        after.await();
        over.set(true);
        users.shutdown();

        for (Future<List<Outcome>> user : outcomes) {
          assertThat(user.get()).noneMatch(Verdict.Rejected.class::isInstance);
        }
        assertThat(Asked.word(directory, "u.colon", "wrong")).isEqualTo("invalid-credentials");
        assertThat(second.number("u.colon", "badPwdCount")).isEqualTo(1);
      }
    }
  }

  @Test
  void examine_eachThingThatGoesWrong_isNamedWithItsFix() throws Exception {
    try (SambaAd ad = SambaAd.start()) {
      List<Step> right = examine(ad.settings(Mode.LDAPS).serviceAccount(SambaAd.service()));
      assertThat(right).noneMatch(step -> step.result() == Result.FAIL);
      write("right", right);

      TlsSettings otherCa = new TlsSettings(Mode.LDAPS, ad.otherAuthority(), null, null, false);
      failing("wrong CA", ad.settings(Mode.LDAPS).tls(otherCa), "ca-file");
      failing(
          "wrong service password",
          ad.settings(Mode.LDAPS)
              .serviceAccount(SambaAd.account("svc-proxy@" + SambaAd.DOMAIN, "wrong")),
          "service-account");
      failing(
          "wrong base DN",
          ad.settings(Mode.LDAPS)
              .baseDn("OU=Nowhere," + SambaAd.BASE)
              .serviceAccount(SambaAd.service()),
          "base-dn");
      ad.stall();
      failing(
          "not answering",
          ad.settings(Mode.LDAPS)
              .connectTimeout(Duration.ofMillis(500))
              .serviceAccount(SambaAd.service()),
          "whether it hangs or is overloaded");
    }
  }

  private static Callable<List<Outcome>> signInUntil(
      LdapDirectory directory,
      String user,
      AtomicBoolean over,
      CountDownLatch warm,
      CountDownLatch after,
      SambaAd first) {
    return () -> {
      List<Outcome> outcomes = new ArrayList<>();
      while (!over.get()) {
        Outcome outcome = Asked.outcome(directory, user, SambaAd.PASSWORD);
        outcomes.add(outcome);
        warm.countDown();
        boolean bySecond =
            outcome instanceof Verdict.Authenticated
                && !String.valueOf(outcome.evidence().server()).startsWith(first.address() + ":");
        if (bySecond) {
          after.countDown();
        }
      }
      return outcomes;
    };
  }

  private static void failing(String name, LdapSettingsBuilder settings, String fix)
      throws Exception {
    List<Step> steps = examine(settings);
    assertThat(steps)
        .filteredOn(step -> step.result() == Result.FAIL)
        .extracting(Step::fix)
        .anyMatch(text -> text.contains(fix));
    write(name, steps);
  }

  private static List<Step> examine(LdapSettingsBuilder settings) {
    return LdapDoctor.examine(settings.build());
  }

  private static void write(String name, List<Step> steps) {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append(step.result().label()).append("  ").append(step.name()).append(": ");
      text.append(step.finding()).append('\n');
      if (step.fix() != null) {
        text.append("      fix: ").append(step.fix()).append('\n');
      }
    }
    text.toString().lines().forEach(line -> LOG.info("doctor, {}: {}", name, line));
    try {
      Files.writeString(
          SambaAd.report("doctor-" + name.replace(' ', '-') + ".txt"), text.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }
}
