package io.postern.standalone.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import io.postern.standalone.status.StatusSnapshot.Rates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionHistoryTest {
  private static final AuthRequest REQUEST =
      new AuthRequest("proxy", AuthField.PROXY, "GET", null, null);
  private static final DecisionId ID = new DecisionId(1);
  private static final Identity ALICE = Identity.named("alice");
  private static final Decision ALLOWED = new Decision.Allowed(ID, ALICE, "all", Evidence.NONE);

  private long nanos = Long.MAX_VALUE - 5;
  private final DecisionHistory history = new DecisionHistory(() -> nanos);

  @Test
  void rates_stepThatHasBegun_isNotTold() {
    decide(ALLOWED, 50);

    assertThat(history.rates()).isEmpty();
  }

  @Test
  void rates_stepsThatAreOver_areToldInOrder() {
    decide(ALLOWED, 50);
    pass(DecisionHistory.STEP);
    decide(ALLOWED, 5);
    pass(DecisionHistory.STEP.multipliedBy(2));

    assertThat(history.rates()).extracting(Rates::allowed).containsExactly(5.0, 0.5, 0.0);
  }

  @Test
  void rates_everyKindOfDecision_isCountedAsWhatItIs() {
    Verdict.Rejected locked =
        new Verdict.Rejected(Verdict.Reason.ACCOUNT_LOCKED, true, null, Evidence.NONE);
    decide(ALLOWED, 10);
    decide(
        new Decision.Challenged(
            ID, Decision.Why.CREDENTIALS_MISSING, AuthField.PROXY, List.of(), null, null),
        20);
    decide(new Decision.Refused(ID, "alice", locked), 30);
    decide(new Decision.NotPermitted(ID, ALICE, "none", Evidence.NONE), 40);
    decide(
        new Decision.Unavailable(
            ID, null, new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE)),
        50);
    pass(DecisionHistory.STEP);

    assertThat(history.rates()).containsExactly(new Rates(1, 2, 3, 4, 5));
    assertThat(history.rates().get(0).total()).isEqualTo(15);
  }

  @Test
  void rates_afterALongTime_forgetTheOldest() {
    for (int step = 0; step < 3 * DecisionHistory.STEPS; step++) {
      decide(ALLOWED, step);
      pass(DecisionHistory.STEP);
    }

    List<Rates> rates = history.rates();

    assertThat(rates).hasSize(DecisionHistory.STEPS);
    assertThat(rates.get(0).allowed()).isEqualTo(2 * DecisionHistory.STEPS / 10.0);
    assertThat(rates.get(DecisionHistory.STEPS - 1).allowed())
        .isEqualTo((3 * DecisionHistory.STEPS - 1) / 10.0);
  }

  @Test
  void rates_afterANightWithoutDecisions_areZero() {
    decide(ALLOWED, 50);
    pass(Duration.ofHours(9));

    assertThat(history.rates()).hasSize(DecisionHistory.STEPS).containsOnly(Rates.NONE);
  }

  @Test
  void decided_byManyThreads_losesNone() throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          await(start);
                          decide(ALLOWED, 10_000);
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    pass(DecisionHistory.STEP);

    assertThat(history.rates()).extracting(Rates::allowed).containsExactly(4_000.0);
  }

  private void decide(Decision decision, int times) {
    for (int i = 0; i < times; i++) {
      history.decided(REQUEST, Client.UNKNOWN, decision, 1);
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
