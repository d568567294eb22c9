package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict.Authenticated;
import io.postern.spi.Verdict.Reason;
import io.postern.spi.Verdict.Rejected;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that come while a password is asked about, and those that leave it right. */
class OvertakenBindTest {
  private final Bench bench = new Bench();
  private final FakeAccountDirectory directory = bench.directory;

  @BeforeEach
  void verifyAlice() {
    directory.groups("alice", "Internet Users", "Staff");
    bench.beginWatch();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_whileABindOfTheFormerPasswordIsUnderWay_isAskedAboutOnceMore() {
    directory.user("bob", "right");
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          directory.changePassword("bob", "newer");
          bench.watch();
        });

    // AD takes a former password for an hour: said after the change, its word counts.
    assertThat(bench.answer("bob", "right")).isInstanceOf(Authenticated.class);
    assertThat(directory.binds).isEqualTo(3);
  }

  @Test
  void changed_whileABindOfAPasswordKnownSinceIsUnderWay_isRefusedThoughTheBindSucceeds() {
    bench.pass(MemorySettings.DEFAULT.freshFor());
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          directory.changePassword("alice", "newer");
          bench.watch();
        });

    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(bench.known("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(bench.answer("alice", "newer")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_passwordInTheMomentOfItsFirstBind_isNotTakenForTheFormerOne() {
    directory.user("bob", "former");
    AccountState before = directory.stateOf("bob");
    directory.stateOnce("bob", before);
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          directory.changePassword("bob", "right");
        });
    assertThat(bench.answer("bob", "right")).isInstanceOf(Authenticated.class);
    bench.watch();

    assertThat(bench.answer("bob", "right")).isInstanceOf(Authenticated.class);
    assertThat(bench.revoked).isEmpty();
  }

  @Test
  void changed_reportedWhileTheNewPasswordIsAskedAbout_isTrustedThoughOthersSpentTheBudget() {
    directory.changePassword("alice", "newer");
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          bench.watch();
        });
    assertThat(bench.answer("alice", "newer")).isInstanceOf(Authenticated.class);
    directory.failElsewhere("alice", 3);

    assertThat(bench.answer("alice", "newer")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_enabledAgain_isTrustedThoughOthersSpentTheBudget() {
    directory.refuse("alice", Reason.ACCOUNT_DISABLED);
    bench.watch();
    directory.refuse("alice", null);
    directory.groups("alice", "Staff");
    bench.watch();
    directory.failElsewhere("alice", 3);

    Authenticated renewed = (Authenticated) bench.answer("alice", "right");
    assertThat(renewed.identity().groups().names()).containsExactly("Staff");
    assertThat(directory.binds).isEqualTo(1);
    assertThat(bench.answer("alice", "wrong")).isInstanceOf(Rejected.class);
    assertThat(directory.failedBinds).isZero();
  }

  @Test
  void changed_elsewhereWhileAKnownPasswordIsAskedAbout_isTrustedThoughOthersSpentTheBudget() {
    MemorySettings settings = MemorySettings.DEFAULT;
    bench.pass(settings.freshFor().plus(settings.staleFor()).plusMinutes(1));
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          directory.groups("alice", "Staff");
          bench.watch();
        });
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    directory.failElsewhere("alice", 3);

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_strangerWhileItsFirstSearchIsUnderWay_isAskedAboutOnceMore() {
    directory.user("bob", "right");
    AccountState before = directory.stateOf("bob");
    directory.changePassword("bob", "newer");
    directory.stateOnce("bob", before);
    directory.beforeFind(name -> bench.watch());

    bench.answer("bob", "right");
    assertThat(directory.binds).isEqualTo(3);
  }

  @Test
  void changed_disabledWhileTheBindIsUnderWay_isRefusedThoughTheBindSucceeds() {
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          directory.refuse("alice", Reason.ACCOUNT_DISABLED);
          bench.watch();
          directory.refuse("alice", null);
        });
    bench.pass(MemorySettings.DEFAULT.freshFor());

    Rejected rejected = (Rejected) bench.answer("alice", "right");
    assertThat(rejected.reason()).isEqualTo(Reason.ACCOUNT_DISABLED);
    assertThat(bench.known("alice", "right")).isInstanceOf(Rejected.class);
  }

  @Test
  void groupsChanged_whileAPasswordIsAskedAbout_isToldToWhomItWasGiven() {
    bench.pass(MemorySettings.DEFAULT.freshFor().multipliedBy(2));
    directory.beforeBind(
        name -> {
          directory.groups("alice", "Internet Users", "Staff", "Everybody");
          bench.watch();
        });
    CompletableFuture<Outcome> asked = bench.ask("alice", "right");
    CompletableFuture<Outcome> given =
        asked.thenApply(
            outcome -> {
              directory.groups("alice", "Internet Users", "Staff");
              bench.watch();
              return outcome;
            });
    bench.workers.runAll();

    Authenticated admitted = (Authenticated) given.getNow(null);
    assertThat(admitted.identity().groups().contains("Everybody")).isTrue();
    assertThat(bench.changed).isNotEmpty();
    assertThat(bench.changed.get(bench.changed.size() - 1).groups().contains("Everybody"))
        .isFalse();
  }
}
