package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.WholeProxy;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Authenticated;
import io.postern.spi.Verdict.Reason;
import io.postern.spi.Verdict.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The account memory, the account watch and LDAP together, on the embedded directory. */
class AccountMemoryTest {
  private static final Duration MINUTES = Duration.ofMinutes(10);

  private AdDirectory ad;
  private LdapDirectory ldap;
  private Remembered postern;

  @BeforeEach
  void start() {
    ad =
        AdDirectory.start(
                AdSettings.DEFAULT
                    .withLockout(3, MINUTES, MINUTES)
                    .withOldPasswordAccepted(Duration.ofHours(1)))
            .withSampleUsers();
    ldap = ldap();
    postern = postern(ldap);
    assertThat(postern.admits("alice", "secret")).isTrue();
  }

  @AfterEach
  void stop() {
    postern.close();
    ad.close();
  }

  @Test
  void changedPassword_formerOneStillGoodForTheDirectory_isRefusedHere() {
    ad.users().setPassword("alice", "newer");
    Remembered.until("the former password is refused", () -> !postern.admits("alice", "secret"));

    assertThat(postern.admits("alice", "newer")).isTrue();
    assertThat(postern.admits("CORP\\alice", "secret")).isFalse();
    assertThat(boundDirectly("alice", "secret")).as("the directory takes it").isTrue();
    Remembered.until("revoked", () -> !postern.revoked.isEmpty());
    assertThat(postern.revoked).hasSize(1);
    assertThat(ad.binds().failedBy("alice")).isZero();
  }

  @Test
  void disabledAndEnabled_areNoticed() {
    ad.users().disable("alice");
    Remembered.until("refused", () -> !postern.admits("alice", "secret"));
    Rejected rejected = (Rejected) postern.answer("alice", "secret");
    assertThat(rejected.reason()).isEqualTo(Reason.ACCOUNT_DISABLED);
    assertThat(rejected.passwordProven()).isTrue();
    Remembered.until("revoked", () -> !postern.revoked.isEmpty());
    assertThat(postern.revoked).hasSize(1);

    ad.users().enable("alice");
    Remembered.until("admitted", () -> postern.admits("alice", "secret"));
  }

  @Test
  void lockedAndUnlocked_areNoticed() {
    ad.users().lock("alice");
    Remembered.until("refused", () -> !postern.admits("alice", "secret"));
    assertThat(((Rejected) postern.answer("alice", "secret")).reason())
        .isEqualTo(Reason.ACCOUNT_LOCKED);

    ad.users().unlock("alice");
    Remembered.until("admitted", () -> postern.admits("alice", "secret"));
  }

  @Test
  void removedFromANestedGroup_isToldWithoutABind() {
    ad.users().addGroup("Everybody").join("Internet Users", "Everybody");
    try (Remembered later = postern(ldap())) {
      assertThat(later.admits("alice", "secret")).isTrue();
      long binds = ad.binds().by("alice");

      ad.users().leave("Internet Users", "Everybody");
      // Nobody asks meanwhile: who asks while a change is looked at may cost a bind.
      Remembered.until("told", () -> !later.changed.isEmpty());

      assertThat(later.changed.get(0).groups().contains("Everybody")).isFalse();
      assertThat(later.changed.get(0).groups().contains("Internet Users")).isTrue();
      assertThat(ad.binds().by("alice")).isEqualTo(binds);
    }
  }

  @Test
  void renamed_isKnownByTheNewNameOnly() {
    ad.users().rename("alice", "alicia");
    Remembered.until("known by the new name", () -> postern.admits("alicia", "secret"));

    Remembered.until("not by the former", () -> !postern.admits("alice", "secret"));
  }

  @Test
  void deleted_isRevoked() {
    ad.users().delete("alice");
    Remembered.until("refused", () -> !postern.admits("alice", "secret"));

    Remembered.until("revoked", () -> !postern.revoked.isEmpty());
  }

  @Test
  void storm_formerPasswordFromManyClients_neverCostsTheUserAnAttempt() throws Exception {
    ad.users().setPassword("alice", "newer");
    AtomicInteger refusedRight = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(51);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < 50; client++) {
        running.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < 400; i++) {
                    postern.answer("alice", "secret");
                  }
                }));
      }
      running.add(
          clients.submit(
              () -> {
                for (int i = 0; i < 400; i++) {
                  refusedRight.addAndGet(postern.admits("alice", "newer") ? 0 : 1);
                }
              }));
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }

    assertThat(refusedRight).hasValue(0);
    assertThat(ad.binds().failedBy("alice")).isLessThanOrEqualTo(1);
    assertThat(postern.admits("alice", "secret")).isFalse();
  }

  @Test
  void attack_thousandsOfWrongPasswordsThroughThreeProxies_leavesTheAccountUnlocked()
      throws Exception {
    List<Remembered> fleet = List.of(postern, postern(ldap()), postern(ldap()));
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      for (Remembered proxy : fleet) {
        outcomes.add(proxy.ask("bob", "wrong" + i, Client.UNKNOWN));
      }
    }
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(outcome.get(60, TimeUnit.SECONDS)).isNotInstanceOf(Authenticated.class);
    }

    assertThat(ad.binds().failedBy("bob")).isLessThan(3);
    assertThat(postern.admits("alice", "secret")).isTrue();
    fleet.get(1).close();
    fleet.get(2).close();
  }

  private boolean boundDirectly(String name, String password) {
    Deadline soon = Deadline.after(Duration.ofSeconds(60));
    Lookup.Found found = (Lookup.Found) ldap.find(name, soon);
    try (UserPass userPass = UserPass.of(name.getBytes(UTF_8), password.getBytes(UTF_8))) {
      return ldap.prove(found, userPass, soon) instanceof Verdict.Authenticated;
    }
  }

  private static Remembered postern(LdapDirectory directory) {
    return new Remembered(directory, WholeProxy.memory(), Duration.ofMillis(50));
  }

  private LdapDirectory ldap() {
    return LdapDirectory.open(WholeProxy.asking(ad).build(), LdapListener.NONE);
  }
}
