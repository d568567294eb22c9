package io.postern.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.LockoutPolicy;
import io.postern.spi.Client;
import io.postern.spi.Evidence.Source;
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
import org.junit.jupiter.api.Test;

class CachingDirectoryTest {
  private final Bench bench = new Bench();
  private final FakeAccountDirectory directory = bench.directory;

  @Test
  void known_verifiedPassword_isAnsweredWithoutTheDirectory() {
    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);

    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void known_otherPasswordOfAVerifiedUser_isNotKnown() {
    bench.answer("alice", "right");

    assertThat(bench.known("alice", "wrong")).isNull();
    assertThat(bench.known("alice", "right ")).isNull();
  }

  @Test
  void verify_everySpelling_isOneAccountAndOneBind() {
    bench.answer("alice", "right");

    assertAuthenticated(bench.answer("ALICE", "right"), Source.CACHE);
    assertAuthenticated(bench.answer("CORP\\alice", "right"), Source.CACHE);
    assertAuthenticated(bench.answer("alice@corp.example.test", "right"), Source.CACHE);
    assertThat(directory.binds).isEqualTo(1);
    assertThat(bench.memory.size()).isEqualTo(1);
  }

  @Test
  void verify_wrongPasswordTwice_isAskedOnce() {
    assertRejected(bench.answer("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertRejected(bench.known("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertRejected(bench.answer("CORP\\alice", "wrong"), Reason.INVALID_CREDENTIALS);

    assertThat(directory.failedBinds).isEqualTo(1);
  }

  @Test
  void verify_wrongPasswordAfterRejectedFor_isLookedUpButNotSentAgain() {
    bench.answer("alice", "wrong");
    bench.pass(Duration.ofHours(5));

    assertThat(bench.known("alice", "wrong")).isNull();
    assertRejected(bench.answer("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertThat(directory.failedBinds).isEqualTo(1);
    assertThat(bench.known("alice", "wrong")).isNotNull();
  }

  @Test
  void verify_wrongPasswordAfterAChangeThatIsSeenLate_isNotSentAgain() {
    bench.answer("alice", "right");
    directory.changePassword("alice", "newer");
    bench.pass(Duration.ofMinutes(10));
    bench.answer("alice", "wrong");
    bench.pass(Duration.ofMinutes(10));

    assertRejected(bench.answer("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertThat(directory.failedBinds).isEqualTo(1);
  }

  @Test
  void verify_wrongPasswordThatBecameRight_isAskedAgain() {
    bench.answer("alice", "next");
    directory.changePassword("alice", "next");
    bench.pass(MemorySettings.DEFAULT.rejectedFor());

    assertAuthenticated(bench.answer("alice", "next"), Source.DIRECTORY);
  }

  @Test
  void verify_wrongPasswordOfAVerifiedUser_leavesTheVerifiedOne() {
    bench.answer("alice", "right");
    bench.answer("alice", "wrong");

    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
    assertThat(bench.revoked).isEmpty();
    assertThat(directory.binds).isEqualTo(2);
  }

  @Test
  void verify_newPassword_supersedesTheFormerOneThoughTheDirectoryTakesBoth() {
    bench.answer("alice", "right");
    directory.changePassword("alice", "newer");
    assertAuthenticated(bench.answer("alice", "newer"), Source.DIRECTORY);

    assertRejected(bench.known("alice", "right"), Reason.INVALID_CREDENTIALS);
    assertThat(bench.lookups).endsWith(MemoryListener.Lookup.SUPERSEDED);
    assertThat(bench.revoked).containsExactly("guid-alice");
    assertThat(directory.binds).isEqualTo(2);
  }

  @Test
  void verify_supersedingOff_leavesTheFormerPasswordToTheDirectory() {
    Bench trusting = new Bench(settings(false));
    trusting.answer("alice", "right");
    trusting.directory.changePassword("alice", "newer");
    trusting.answer("alice", "newer");

    assertAuthenticated(trusting.answer("alice", "right"), Source.DIRECTORY);
    assertAuthenticated(trusting.known("alice", "newer"), Source.CACHE);
  }

  @Test
  void verify_formerPasswordFirstAfterTheChange_isSupersededByTheSearchAlone() {
    bench.answer("alice", "right");
    directory.changePassword("alice", "newer");
    bench.pass(MemorySettings.DEFAULT.freshFor());

    assertRejected(bench.answer("alice", "right"), Reason.INVALID_CREDENTIALS);
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void verify_bothPasswordsNewToUsWhileTheDirectoryTakesBoth_believesTheDirectory() {
    directory.changePassword("alice", "newer");
    bench.answer("alice", "newer");
    bench.answer("alice", "right");

    assertAuthenticated(bench.known("alice", "newer"), Source.CACHE);
    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
  }

  @Test
  void verify_afterFreshness_asksAgain() {
    bench.answer("alice", "right");
    bench.pass(MemorySettings.DEFAULT.freshFor());

    assertThat(bench.known("alice", "right")).isNull();
    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
    assertThat(directory.binds).isEqualTo(2);
  }

  @Test
  void known_shortlyBeforeTheEndOfFreshness_isRefreshedOnceInTheBackground() {
    bench.answer("alice", "right");
    bench.pass(Duration.ofSeconds(280));
    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
    bench.workers.runAll();
    bench.pass(Duration.ofSeconds(280));

    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
    assertThat(directory.binds).isEqualTo(2);
  }

  @Test
  void verify_samePasswordFailingLater_evictsAtOnceAndRevokes() {
    directory.searches(false);
    bench.answer("alice", "right");
    directory.changePassword("alice", "newer");
    directory.changePassword("alice", "newest");
    bench.pass(MemorySettings.DEFAULT.freshFor());

    assertRejected(bench.answer("alice", "right"), Reason.INVALID_CREDENTIALS);
    assertThat(bench.revoked).containsExactly("guid-alice");
    assertRejected(bench.known("alice", "right"), Reason.INVALID_CREDENTIALS);
  }

  @Test
  void verify_disabledSince_revokesAndSaysSoToTheProvenPasswordOnly() {
    bench.answer("alice", "right");
    directory.refuse("alice", Reason.ACCOUNT_DISABLED);
    bench.pass(MemorySettings.DEFAULT.freshFor());

    Rejected rejected = (Rejected) bench.answer("alice", "right");
    assertThat(rejected.reason()).isEqualTo(Reason.ACCOUNT_DISABLED);
    assertThat(rejected.passwordProven()).isTrue();
    assertThat(bench.revoked).containsExactly("guid-alice");
    assertRejected(bench.answer("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertThat(directory.binds).as("the proven one needs no bind").isEqualTo(2);
  }

  @Test
  void verify_disabledThenEnabled_worksAgain() {
    directory.refuse("alice", Reason.ACCOUNT_DISABLED);
    assertRejected(bench.answer("alice", "right"), Reason.ACCOUNT_DISABLED);
    assertRejected(bench.known("alice", "right"), Reason.ACCOUNT_DISABLED);
    directory.refuse("alice", null);
    bench.pass(Retention.LOOK_AGAIN_AFTER);

    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
  }

  @Test
  void verify_locked_isAnsweredHereAndTellsTheProvenPasswordApart() {
    bench.answer("alice", "right");
    directory.failElsewhere("alice", 5);
    bench.pass(MemorySettings.DEFAULT.freshFor());

    Rejected proven = (Rejected) bench.answer("alice", "right");
    Rejected other = (Rejected) bench.answer("alice", "wrong");
    assertThat(proven.reason()).isEqualTo(Reason.ACCOUNT_LOCKED);
    assertThat(proven.passwordProven()).isTrue();
    assertThat(other.reason()).isEqualTo(Reason.ACCOUNT_LOCKED);
    assertThat(other.passwordProven()).isFalse();
    assertThat(directory.binds).isEqualTo(1);

    directory.unlock("alice");
    bench.pass(Retention.LOOK_AGAIN_AFTER);
    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
  }

  @Test
  void verify_nobody_isRememberedBrieflyAndCostsNoBind() {
    assertRejected(bench.answer("nobody", "x"), Reason.INVALID_CREDENTIALS);
    assertRejected(bench.known("nobody", "y"), Reason.INVALID_CREDENTIALS);
    directory.user("nobody", "x");
    bench.pass(Retention.NOBODY_FOR);

    assertAuthenticated(bench.answer("nobody", "x"), Source.DIRECTORY);
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void verify_outageOfAnUnknownUser_isUnavailableAndForgotten() {
    directory.outage(Outcome.Cause.UNREACHABLE);
    assertThat(bench.answer("alice", "right")).isInstanceOf(Outcome.Unavailable.class);
    directory.outage(null);

    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
  }

  @Test
  void known_outage_servesAVerifiedUserAsStaleForABoundedTime() {
    bench.answer("alice", "right");
    directory.outage(Outcome.Cause.TIMEOUT);
    bench.pass(MemorySettings.DEFAULT.freshFor());
    assertAuthenticated(bench.answer("alice", "right"), Source.STALE);
    assertAuthenticated(bench.answer("alice", "right"), Source.STALE);

    assertAuthenticated(bench.known("alice", "right"), Source.STALE);
    bench.pass(MemorySettings.DEFAULT.staleFor().minus(Duration.ofMinutes(1)));
    assertAuthenticated(bench.known("alice", "right"), Source.STALE);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.answer("alice", "right")).isInstanceOf(Outcome.Unavailable.class);
  }

  @Test
  void known_outageEnds_isNoticedByATrialInTheBackground() {
    bench.answer("alice", "right");
    directory.outage(Outcome.Cause.UNREACHABLE);
    bench.pass(MemorySettings.DEFAULT.freshFor());
    bench.answer("alice", "right");
    directory.outage(null);
    bench.pass(Duration.ofSeconds(1));
    assertAuthenticated(bench.known("alice", "right"), Source.STALE);
    bench.workers.runAll();

    assertAuthenticated(bench.known("alice", "right"), Source.CACHE);
  }

  @Test
  void verify_sameQuestionUnderWay_isJoined() {
    CompletableFuture<Outcome> first = bench.ask("alice", "right");
    CompletableFuture<Outcome> second = bench.ask("alice", "right");
    CompletableFuture<Outcome> spelled = bench.ask("ALICE", "right");
    bench.workers.runAll();

    assertAuthenticated(first.getNow(null), Source.DIRECTORY);
    assertThat(second.getNow(null)).isSameAs(first.getNow(null));
    assertThat(spelled.getNow(null)).isInstanceOf(Authenticated.class);
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void verify_fullQueue_isOverloadedAtOnceAndServesAVerifiedUserAsStale() {
    bench.answer("alice", "right");
    bench.pass(MemorySettings.DEFAULT.freshFor());
    for (int i = 0; i < 100; i++) {
      bench.ask("user" + i, "x");
    }

    Outcome overflow = bench.ask("bob", "x").getNow(null);
    assertThat(((Outcome.Unavailable) overflow).cause()).isEqualTo(Outcome.Cause.OVERLOADED);
    assertAuthenticated(bench.ask("alice", "right").getNow(null), Source.STALE);
  }

  @Test
  void verify_noAnswerByTheDeadline_isTimeoutOnce() {
    CompletableFuture<Outcome> outcome = bench.ask("alice", "right");
    bench.pass(MemorySettings.DEFAULT.deadline().minusNanos(1));
    assertThat(outcome).isNotDone();
    bench.pass(Duration.ofNanos(1));

    assertThat(((Outcome.Unavailable) outcome.getNow(null)).cause())
        .isEqualTo(Outcome.Cause.TIMEOUT);
    bench.workers.runAll();
    assertThat(directory.finds).as("a question past its deadline is not asked").isZero();
  }

  @Test
  void verify_passwordIsWipedWhenNobodyNeedsIt() {
    UserPass first = Bench.userPass("alice", "right");
    UserPass joined = Bench.userPass("alice", "right");
    bench.memory.verify(first, Client.UNKNOWN);
    bench.memory.verify(joined, Client.UNKNOWN);

    assertThat(joined.password()).containsOnly(0);
    assertThat(first.password()).isEqualTo("right".getBytes(UTF_8));
    bench.workers.runAll();
    assertThat(first.password()).containsOnly(0);
  }

  @Test
  void verify_attackAtItsLimit_rightPasswordWorksWhenTheWindowIsOver() {
    for (int i = 0; i < 10; i++) {
      bench.answer("alice", "wrong" + i);
    }
    assertRejected(bench.answer("alice", "right"), Reason.INVALID_CREDENTIALS);
    bench.pass(FakeAccountDirectory.WINDOW.plus(FailureCounter.CLOCKS_APART));

    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
  }

  @Test
  void verify_attackAtItsLimit_verifiedPasswordGoesOnWithoutABind() {
    bench.answer("alice", "right");
    for (int i = 0; i < 10; i++) {
      bench.answer("alice", "wrong" + i);
    }
    int binds = directory.binds;
    bench.pass(MemorySettings.DEFAULT.freshFor());

    assertAuthenticated(bench.answer("alice", "right"), Source.CACHE);
    assertThat(directory.binds).isEqualTo(binds);
    assertThat(bench.shieldActions).contains(MemoryListener.ShieldAction.RENEWED);
  }

  @Test
  void verify_failuresElsewhere_countToo() {
    directory.failElsewhere("alice", 3);

    assertRejected(bench.answer("alice", "wrong"), Reason.INVALID_CREDENTIALS);
    assertThat(directory.binds).isZero();
  }

  @Test
  void verify_withoutServiceAccount_countsItsOwnBinds() {
    directory.searches(false);
    for (int i = 0; i < 100; i++) {
      bench.answer("alice", "wrong" + i);
    }

    assertThat(directory.failuresOf("alice")).isEqualTo(3);
  }

  @Test
  void verify_withoutServiceAccount_goodBindMergesTheSpellings() {
    directory.searches(false);
    bench.answer("alice", "wrong");
    bench.answer("CORP\\alice", "right");
    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);
    bench.pass(Duration.ofHours(2));
    bench.answer("alice", "right");
    directory.changePassword("alice", "newer");
    bench.answer("CORP\\alice", "newer");

    assertRejected(bench.known("alice", "right"), Reason.INVALID_CREDENTIALS);
    assertAuthenticated(bench.known("alice", "newer"), Source.CACHE);
  }

  @Test
  void verify_withoutServiceAccountAndBothPasswordsNewToUs_neverRefusesTheRightOne() {
    directory.searches(false);
    directory.changePassword("alice", "newer");
    bench.answer("alice", "newer");
    assertAuthenticated(bench.answer("alice", "right"), Source.DIRECTORY);

    assertAuthenticated(bench.answer("alice", "newer"), Source.DIRECTORY);
    bench.pass(Duration.ofHours(2));
    assertRejected(bench.answer("alice", "right"), Reason.INVALID_CREDENTIALS);
    assertAuthenticated(bench.answer("alice", "newer"), Source.DIRECTORY);
  }

  @Test
  void verify_twoUnknownPasswordsUnderATightPolicy_waitForEachOther() {
    directory.policy(new LockoutPolicy(3, FakeAccountDirectory.WINDOW, true));
    List<CompletableFuture<Outcome>> right = new ArrayList<>();
    directory.beforeBind(
        name -> {
          directory.beforeBind(ignored -> {});
          right.add(bench.ask("alice", "right"));
          bench.workers.runAll();
          assertThat(right.get(0)).isNotDone();
        });
    Outcome wrong = bench.answer("alice", "wrong");

    assertRejected(wrong, Reason.INVALID_CREDENTIALS);
    assertThat(bench.shieldActions).contains(MemoryListener.ShieldAction.WAITED);
    assertThat(right.get(0)).isDone();
    assertThat(directory.failuresOf("alice")).isEqualTo(1);
  }

  private static MemorySettings settings(boolean supersede) {
    MemorySettings d = MemorySettings.DEFAULT;
    return new MemorySettings(
        d.maximumUsers(),
        d.freshFor(),
        d.staleFor(),
        d.rejectedFor(),
        supersede,
        d.oldPasswordPeriod(),
        d.shield(),
        d.workers(),
        d.queue(),
        d.deadline());
  }

  private static void assertAuthenticated(Outcome outcome, Source source) {
    assertThat(outcome).isInstanceOf(Authenticated.class);
    assertThat(outcome.evidence().source()).isEqualTo(source);
    assertThat(((Authenticated) outcome).identity().account()).startsWith("guid-");
  }

  private static void assertRejected(Outcome outcome, Reason reason) {
    assertThat(outcome).isInstanceOf(Verdict.Rejected.class);
    assertThat(((Verdict.Rejected) outcome).reason()).isEqualTo(reason);
  }
}
