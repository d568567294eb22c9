package io.postern.cache;

import static io.postern.cache.Bench.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.LockoutPolicy;
import io.postern.spi.Evidence.Source;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Authenticated;
import io.postern.spi.Verdict.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LockoutShieldTest {
  private static final Duration WINDOW = FakeAccountDirectory.WINDOW;

  @Test
  void verify_manyWrongPasswords_leavesTwoAttemptsToTheUser() {
    Bench bench = new Bench();
    for (int i = 0; i < 100; i++) {
      assertThat(bench.answer("alice", "wrong" + i)).isInstanceOf(Rejected.class);
    }

    assertThat(bench.directory.failuresOf("alice")).isEqualTo(3);
    assertThat(bench.directory.isLocked("alice")).isFalse();
  }

  @Test
  void verify_thresholdOfTwo_stillLetsSomebodyIn() {
    Bench bench = new Bench();
    bench.directory.policy(new LockoutPolicy(2, WINDOW, true));

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    bench.answer("alice", "wrong");
    bench.answer("alice", "wrong too");
    assertThat(bench.directory.isLocked("alice")).isFalse();
  }

  @Test
  void verify_configuredNumber_isTheLimit() {
    Bench bench = new Bench(Bench.shielded(new ShieldSettings(1, null, 5, Fleet.ALONE)));
    for (int i = 0; i < 10; i++) {
      bench.answer("alice", "wrong" + i);
    }

    assertThat(bench.directory.failedBinds).isEqualTo(1);
  }

  @Test
  void verify_policyUnknown_countsItsOwnBindsUnderTheAssumedOne() {
    Bench bench = new Bench();
    bench.directory.policy(LockoutPolicy.UNKNOWN);
    for (int i = 0; i < 10; i++) {
      bench.answer("alice", "wrong" + i);
    }

    assertThat(bench.directory.failedBinds).isEqualTo(3);
    bench.pass(LockoutPolicy.UNKNOWN.window().plus(FailureCounter.CLOCKS_APART));
    bench.answer("alice", "once more");
    assertThat(bench.directory.failedBinds).isEqualTo(4);
  }

  @Test
  void verify_flood_costsTheDirectoryNoSearchEach() {
    Bench bench = new Bench();
    for (int i = 0; i < 10_000; i++) {
      bench.answer("alice", "wrong" + i);
    }

    assertThat(bench.directory.finds).isLessThan(10);
    assertThat(bench.directory.rechecks).isLessThan(10);
  }

  @Test
  void verify_rightPasswordElsewhereWhileOneSourceGuesses_worksInTheNextWindow() {
    Bench bench = new Bench();
    for (int i = 0; i < 100; i++) {
      bench.answer("alice", "wrong" + i, client(66));
    }
    assertThat(bench.answer("alice", "right", client(1))).isInstanceOf(Rejected.class);
    for (int minute = 0; minute <= WINDOW.toMinutes(); minute++) {
      bench.pass(Duration.ofMinutes(1));
      bench.answer("alice", "wrong in minute " + minute, client(66));
    }

    assertThat(bench.directory.failuresOf("alice")).as("the guesser spends no more").isZero();
    assertThat(bench.answer("alice", "right", client(1))).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_samePasswordAsAGuesserInTheSameMoment_isNotRefusedWithIt() {
    Bench bench = new Bench();
    for (int i = 0; i < 20; i++) {
      bench.answer("alice", "wrong" + i, client(66));
    }
    // The failures have run out, and so has the trust in whose name it is; the guesses have not.
    bench.pass(WINDOW.dividedBy(2));
    bench.answer("alice", "one more", client(66));
    bench.pass(WINDOW.dividedBy(2).plus(FailureCounter.CLOCKS_APART));
    CompletableFuture<Outcome> guesser = bench.ask("alice", "right", client(66));
    CompletableFuture<Outcome> user = bench.ask("alice", "right", client(1));
    bench.workers.runAll();

    assertThat(guesser).isCompletedWithValueMatching(Rejected.class::isInstance);
    assertThat(user).isCompletedWithValueMatching(Outcome.Unavailable.class::isInstance);
    assertThat(bench.answer("alice", "right", client(1))).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_sourceThatRepeatsOnePassword_isNoGuesser() {
    Bench bench = new Bench();
    bench.directory.failElsewhere("alice", 3);
    for (int i = 0; i < 100; i++) {
      bench.answer("alice", "the same", client(7));
    }
    bench.pass(WINDOW.plus(FailureCounter.CLOCKS_APART));

    assertThat(bench.answer("alice", "right", client(7))).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_failuresWhoseWholeWindowWasSeen_areOverThoughClocksMayBeApart() {
    Bench bench = new Bench();
    bench.directory.failElsewhere("alice", 3);
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    bench.pass(WINDOW);
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    bench.pass(FailureCounter.SECOND);

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_failuresSeenLate_areOverByAClockThatMayBeAhead() {
    Bench bench = new Bench();
    bench.directory.failElsewhere("alice", 3);
    bench.pass(WINDOW);
    assertThat(bench.answer("alice", "right")).isInstanceOf(Rejected.class);
    bench.pass(FailureCounter.CLOCKS_APART);

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_bindWithoutAnswer_countsForAWhileAndIsNeverANo() {
    Bench bench = new Bench();
    bench.directory.policy(new LockoutPolicy(3, WINDOW, true));
    bench.directory.beforeBind(
        name -> {
          bench.directory.beforeBind(ignored -> {});
          bench.directory.outage(Outcome.Cause.TIMEOUT);
        });
    assertThat(bench.answer("alice", "unanswered")).isInstanceOf(Outcome.Unavailable.class);
    bench.directory.outage(null);

    assertThat(bench.answer("alice", "right")).isInstanceOf(Outcome.Unavailable.class);
    assertThat(bench.directory.binds).isEqualTo(1);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
  }

  @Test
  void verify_severalProxiesAndLittleLeft_waitsARandomWhileAndCountsAgain() {
    Bench bench =
        new Bench(Bench.shielded(new ShieldSettings(null, null, 5, new Fleet(3, 0, Fleet.TURN))));
    bench.directory.failElsewhere("alice", 1);
    CompletableFuture<Outcome> outcome = bench.ask("alice", "wrong");
    bench.workers.runAll();
    assertThat(outcome).isNotDone();
    bench.directory.failElsewhere("alice", 2);
    bench.pass(Duration.ofSeconds(2));
    bench.workers.runAll();

    assertThat(outcome.getNow(null)).isInstanceOf(Rejected.class);
    assertThat(bench.directory.binds).as("others were faster").isZero();
    assertThat(bench.shieldActions).contains(MemoryListener.ShieldAction.PAUSED);
  }

  @Test
  void verify_threeProxiesThatTakeTurns_bindInDifferentTurnsOfOneRound() {
    List<Long> turns = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      Bench bench = new Bench(Bench.shielded(turns(number, 3)));
      bench.directory.policy(new LockoutPolicy(3, WINDOW, true));
      bench.directory.beforeBind(name -> turns.add(bench.time.nanoTime()));

      assertThat(await(bench, bench.ask("alice", "right"))).isInstanceOf(Authenticated.class);
    }

    assertThat(turns).allSatisfy(at -> assertThat(at % 1_000_000_000).isLessThan(500_000_000));
    assertThat(turns.stream().map(at -> at / 1_000_000_000)).containsExactlyInAnyOrder(0L, 1L, 2L);
  }

  @Test
  void verify_proxiesThatTakeTurnsAndRoomForAll_waitsForNothing() {
    Bench bench = new Bench(Bench.shielded(turns(2, 3)));
    bench.directory.policy(new LockoutPolicy(10, WINDOW, true));
    bench.directory.failElsewhere("alice", 5);

    assertThat(bench.answer("alice", "right")).isInstanceOf(Authenticated.class);
    assertThat(bench.shieldActions).doesNotContain(MemoryListener.ShieldAction.PAUSED);
  }

  @Test
  void verify_turnAfterAFailureElsewhere_isLeftToWhatMayBeUnderWay() {
    Bench bench = new Bench(Bench.shielded(turns(2, 3)));
    bench.directory.failElsewhere("alice", 1);

    assertThat(await(bench, bench.ask("alice", "right"))).isInstanceOf(Authenticated.class);
    assertThat(bench.time.nanoTime()).isGreaterThanOrEqualTo(1_000_000_000);
  }

  @Test
  void verify_bindThatMissesItsTurn_isSentInTheNext() {
    Bench bench = new Bench(Bench.shielded(turns(1, 2)));
    bench.directory.policy(new LockoutPolicy(3, WINDOW, true));
    List<Long> tries = new ArrayList<>();
    bench.directory.beforeBind(
        name -> {
          tries.add(bench.time.nanoTime());
          if (tries.size() == 1) {
            bench.pass(Duration.ofMillis(600));
          }
        });

    assertThat(await(bench, bench.ask("alice", "right"))).isInstanceOf(Authenticated.class);
    assertThat(tries).hasSize(2);
    assertThat(bench.directory.binds).isEqualTo(1);
  }

  @Test
  void verify_turnThatComesTooLate_isOverloadedOrLateNotRejected() {
    ShieldSettings slow =
        new ShieldSettings(null, null, 5, new Fleet(1_000, 1, Duration.ofSeconds(60)));
    Bench bench = new Bench(Bench.shielded(slow));
    bench.pass(Duration.ofSeconds(60));

    assertThat(bench.answer("alice", "right")).isInstanceOf(Outcome.Unavailable.class);
    assertThat(bench.directory.binds).isZero();
  }

  private static ShieldSettings turns(int number, int proxies) {
    return new ShieldSettings(null, null, 5, new Fleet(proxies, number, Fleet.TURN));
  }

  private static Outcome await(Bench bench, CompletableFuture<Outcome> outcome) {
    bench.workers.runAll();
    while (!outcome.isDone()) {
      bench.pass(Duration.ofMillis(10));
      bench.workers.runAll();
    }
    return outcome.getNow(null);
  }

  @Test
  void verify_sprayingSource_isSlowedAndOthersAreNot() {
    Bench bench = new Bench();
    for (int i = 0; i < 20; i++) {
      bench.directory.user("user" + i, "secret");
      bench.answer("user" + i, "Winter2030", client(66));
    }
    assertThat(bench.sprays).isEqualTo(1);

    CompletableFuture<Outcome> first = bench.ask("alice", "Winter2030", client(66));
    bench.workers.runAll();
    assertThat(first).isDone();
    CompletableFuture<Outcome> second = bench.ask("bob", "Winter2030", client(66));
    bench.workers.runAll();
    assertThat(second).isNotDone();
    assertThat(bench.answer("alice", "right", client(1))).isInstanceOf(Authenticated.class);
    bench.pass(Duration.ofSeconds(1));
    bench.workers.runAll();
    assertThat(second).isDone();
  }

  @Test
  void verify_sprayingSourceInAHurry_isOverloadedNotRejected() {
    Bench bench = new Bench();
    for (int i = 0; i < 20; i++) {
      bench.answer("nobody" + i, "Winter2030", client(66));
    }
    Outcome last = null;
    for (int i = 0; i < 6; i++) {
      last = bench.ask("other" + i, "Winter2030", client(66)).getNow(null);
    }

    assertThat(((Outcome.Unavailable) last).cause()).isEqualTo(Outcome.Cause.OVERLOADED);
  }

  @Test
  void verify_officeBehindOneAddress_isNoSprayer() {
    Bench bench = new Bench();
    for (int i = 0; i < 60; i++) {
      bench.directory.user("user" + i, "secret");
      bench.answer("user" + i, i % 3 == 0 ? "mistyped" : "secret", client(9));
    }

    assertThat(bench.sprays).isZero();
  }

  @Test
  void verify_verifiedPasswordOfASprayingSource_isAnsweredAtOnce() {
    Bench bench = new Bench();
    bench.answer("alice", "right", client(66));
    for (int i = 0; i < 60; i++) {
      bench.answer("nobody" + i, "x", client(66));
    }

    Verdict known = bench.known("alice", "right");
    assertThat(known.evidence().source()).isEqualTo(Source.CACHE);
  }
}
