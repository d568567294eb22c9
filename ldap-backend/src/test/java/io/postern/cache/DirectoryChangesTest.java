package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spi.Evidence.Source;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict.Authenticated;
import io.postern.spi.Verdict.Reason;
import io.postern.spi.Verdict.Rejected;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryChangesTest {
  private final Bench bench = new Bench();
  private final FakeAccountDirectory directory = bench.directory;

  @BeforeEach
  void verifyAlice() {
    directory.groups("alice", "Internet Users", "Staff");
    bench.beginWatch();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_password_refusesTheFormerOneThoughTheDirectoryTakesIt() {
    directory.changePassword("alice", "newer");
    bench.watch();

    assertThat(bench.revoked).containsExactly("guid-alice");
    assertThat(bench.known("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(bench.answer("alice", "newer")).isInstanceOf(Authenticated.class);
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(directory.failedBinds).isZero();
  }

  @Test
  void changed_sameStateAgain_changesNothing() {
    directory.refuse("alice", null);
    bench.watch();

    assertThat(bench.revoked).isEmpty();
    assertThat(bench.known("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_disabledAndEnabled_takesEffectAtOnceEachTime() {
    directory.refuse("alice", Reason.ACCOUNT_DISABLED);
    bench.watch();
    Rejected rejected = (Rejected) bench.known("alice", "right");
    assertThat(rejected.reason()).isEqualTo(Reason.ACCOUNT_DISABLED);
    assertThat(rejected.passwordProven()).isTrue();
    assertThat(bench.revoked).containsExactly("guid-alice");

    directory.refuse("alice", null);
    bench.watch();
    assertThat(bench.known("alice", "right")).isNull();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_lockedElsewhereAndUnlocked_takesEffectAtOnceEachTime() {
    directory.failElsewhere("alice", 5);
    bench.watch();
    assertThat(((Rejected) bench.known("alice", "right")).reason())
        .isEqualTo(Reason.ACCOUNT_LOCKED);

    directory.unlock("alice");
    bench.watch();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void changed_strangerThatMayNotSignIn_isRevokedForTunnelsThatOutlivedTheMemory() {
    directory.user("bob", "x");
    directory.refuse("bob", Reason.ACCOUNT_DISABLED);
    bench.watch();

    assertThat(bench.revoked).containsExactly("guid-bob");
  }

  @Test
  void changed_renamed_leadsTheFormerNameNowhere() {
    directory.rename("alice", "alicia");
    bench.watch();

    assertThat(bench.known("alice", "right")).isNull();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(bench.answer("alicia", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void gone_account_isForgottenAndRevoked() {
    directory.remove("alice");
    bench.watch();

    assertThat(bench.revoked).containsExactly("guid-alice");
    assertThat(bench.memory.size()).isZero();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
  }

  @Test
  void groupsChanged_removedFromAGroup_isToldWithoutAnotherBind() {
    directory.groups("alice", "Staff");
    bench.watch();
    bench.workers.runAll();

    assertThat(bench.changed).extracting(Identity::name).containsExactly("alice");
    assertThat(bench.changed.get(0).groups().names()).containsExactly("Staff");
    Authenticated known = (Authenticated) bench.known("alice", "right");
    assertThat(known.identity().groups().contains("Internet Users")).isFalse();
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void groupsChanged_addedToAGroupNobodyRemembers_isSeenToo() {
    directory.groups("alice", "Internet Users", "Staff", "Admins");
    bench.watch();
    bench.workers.runAll();

    assertThat(((Authenticated) bench.known("alice", "right")).identity().groups().names())
        .contains("Admins");
  }

  @Test
  void groupsChanged_many_lookAtEachAccountOnce() {
    directory.groups("alice", "Staff");
    directory.groups("alice", "Internet Users");
    directory.groups("alice", "Staff");
    int before = directory.rechecks;
    bench.watch();
    bench.workers.runAll();

    assertThat(directory.rechecks).isEqualTo(before + 1);
  }

  @Test
  void groupsChanged_andTheAccountDuringTheLook_looksOnceMore() {
    directory.groups("alice", "Staff");
    bench.watch();
    directory.afterRecheck(
        () -> {
          directory.refuse("alice", null);
          bench.watch();
        });
    bench.workers.runAll();

    assertThat(bench.changed).hasSize(1);
    assertThat(((Authenticated) bench.known("alice", "right")).identity().groups().names())
        .containsExactly("Staff");
  }

  @Test
  void lost_activeAccounts_areLookedAtAgain() {
    directory.changePassword("alice", "newer");
    directory.loseChanges();
    bench.watch();
    bench.workers.runAll();

    assertThat(bench.known("alice", "right")).isInstanceOf(Rejected.class);
    assertThat(bench.revoked).containsExactly("guid-alice");
  }

  @Test
  void lost_directoryDownAtTheLook_isLookedAtWhenItIsBackThoughNobodyAsks() {
    directory.refuse("alice", Reason.ACCOUNT_DISABLED);
    directory.loseChanges();
    bench.watch();
    directory.outage(Outcome.Cause.UNREACHABLE);
    bench.workers.runAll();
    assertThat(bench.revoked).isEmpty();
    directory.outage(null);
    bench.pass(Duration.ofSeconds(1));
    bench.workers.runAll();

    assertThat(bench.revoked).containsExactly("guid-alice");
  }

  @Test
  void lost_directoryDownForLong_isTriedOnceASecondByOneLook() {
    directory.loseChanges();
    bench.watch();
    directory.outage(Outcome.Cause.UNREACHABLE);
    int before = directory.rechecks;
    for (int i = 0; i < 10; i++) {
      bench.workers.runAll();
      bench.pass(Duration.ofSeconds(1));
    }

    assertThat(directory.rechecks - before).isEqualTo(10);
  }

  @Test
  void lost_directoryDownAtTheLook_isDueAndStale() {
    directory.loseChanges();
    bench.watch();
    directory.outage(Outcome.Cause.UNREACHABLE);
    bench.workers.runAll();
    Authenticated known = (Authenticated) bench.known("alice", "right");

    assertThat(known.evidence().source()).isEqualTo(Source.STALE);
  }

  @Test
  void sweep_passwordExpires_endsTheTrustAndRevokesWithinSeconds() {
    directory.user("bob", "right");
    directory.passwordExpires("bob", bench.time.now().plusSeconds(60));
    assertThat(bench.answer("bob", "right")).isInstanceOf(Authenticated.class);
    bench.pass(Duration.ofSeconds(59));
    assertThat(bench.known("bob", "right")).isInstanceOf(Authenticated.class);
    bench.pass(Duration.ofSeconds(1));
    assertThat(bench.known("bob", "right")).isNull();
    bench.pass(Duration.ofSeconds(5));

    assertThat(bench.revoked).containsExactly("guid-bob");
  }

  @Test
  void changed_expiryIsMoved_revokesThenThoughLongAfterTheTrust() {
    expires(Duration.ofSeconds(30));
    expires(Duration.ofHours(3));
    bench.pass(Duration.ofSeconds(45));
    assertThat(bench.revoked).isEmpty();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    bench.pass(Duration.ofHours(3));

    assertThat(bench.known("alice", "right")).isNull();
    assertThat(bench.revoked).containsExactly("guid-alice");
  }

  private void expires(Duration after) {
    directory.passwordExpires("alice", bench.time.now().plus(after));
    directory.refuse("alice", null);
    bench.watch();
  }

  @Test
  void looked_activeUser_isAskedAboutOnceAnHour() {
    settle();
    for (int minute = 0; minute < 55; minute++) {
      minuteOfWork();
    }
    assertThat(directory.binds).isEqualTo(2);
    assertThat(directory.finds).isEqualTo(2);

    for (int minute = 0; minute < 10; minute++) {
      minuteOfWork();
    }
    assertThat(directory.binds).isEqualTo(3);
  }

  @Test
  void looked_outageAfterAnHour_isStaleForAsLongAsAfterABind() {
    settle();
    for (int minute = 0; minute < 50; minute++) {
      minuteOfWork();
    }
    directory.outage(Outcome.Cause.UNREACHABLE);
    bench.pass(Duration.ofMinutes(58));

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void looked_passwordIsNew_isProvenByABind() {
    // AD takes the former one for an hour: a bind does not tell which of them this is.
    minuteOfWork();
    bench.pass(MemorySettings.DEFAULT.freshFor());
    bench.watch();

    assertThat(bench.known("alice", "right")).isNull();
  }

  @Test
  void looked_accountWasWrittenTo_isProvenByABind() {
    settle();
    directory.refuse("alice", null);
    for (int minute = 0; minute < 6; minute++) {
      minuteOfWork();
    }

    assertThat(directory.binds).isEqualTo(3);
  }

  @Test
  void looked_accountIsGone_isNotLetIn() {
    settle();
    bench.pass(Duration.ofMinutes(3));
    directory.removeUnseen("alice");
    bench.watch();

    assertThat(bench.revoked).containsExactly("guid-alice");
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
  }

  @Test
  void looked_changeOnTheServerOfTheWatchAlone_endsTheTrust() {
    settle();
    bench.pass(Duration.ofMinutes(3));
    directory.refuseUnseen("alice", Reason.ACCOUNT_DISABLED);
    bench.watch();

    assertThat(bench.revoked).containsExactly("guid-alice");
  }

  /** The password is no longer new, and was asked about since. */
  private void settle() {
    bench.pass(MemorySettings.DEFAULT.oldPasswordPeriod().plusMinutes(5));
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    assertThat(directory.binds).isEqualTo(2);
  }

  private void minuteOfWork() {
    bench.watch();
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    bench.pass(Duration.ofMinutes(1));
  }
}
