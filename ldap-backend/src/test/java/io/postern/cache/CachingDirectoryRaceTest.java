package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.SystemTime;
import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory under real threads. Every wait has a deadline; none is a sleep. */
class CachingDirectoryRaceTest {
  private static final int THREADS = 64;

  private final SystemTime time = new SystemTime("test-clock");
  private final FakeAccountDirectory directory =
      new FakeAccountDirectory(time).user("alice", "right");
  private final CachingDirectory memory =
      new CachingDirectory(directory, patient(), MemoryListener.NONE, List.of());
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void close() {
    threads.shutdownNow();
    memory.close();
    time.close();
  }

  @Test
  void verify_thousandsOfTheSameRightPasswordAtOnce_areOneBind() throws Exception {
    List<CompletableFuture<Outcome>> outcomes = askAtOnce(5_000, i -> "right");

    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(outcome.join()).isInstanceOf(Verdict.Authenticated.class));
    assertThat(directory.binds).isEqualTo(1);
  }

  @Test
  void verify_thousandOfTheSameWrongPasswordAtOnce_areOneBind() throws Exception {
    List<CompletableFuture<Outcome>> outcomes = askAtOnce(1_000, i -> "wrong");

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.join()).isInstanceOf(Verdict.Rejected.class));
    assertThat(directory.failedBinds).isEqualTo(1);
  }

  @Test
  void verify_rightAndWrongPasswordsInterleaved_neverGetEachOthersAnswer() throws Exception {
    assertThat(ask("alice", "right").get(60, TimeUnit.SECONDS))
        .isInstanceOf(Verdict.Authenticated.class);
    AtomicInteger wrongAnswers = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      boolean right = thread % 2 == 0;
      String password = right ? "right" : "wrong" + thread % 8;
      running.add(
          threads.submit(
              () -> {
                start.await();
                for (int i = 0; i < 2_000; i++) {
                  Outcome outcome = ask("alice", password).get(60, TimeUnit.SECONDS);
                  if (outcome instanceof Verdict.Authenticated != right) {
                    wrongAnswers.incrementAndGet();
                  }
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> thread : running) {
      thread.get(60, TimeUnit.SECONDS);
    }

    assertThat(wrongAnswers).hasValue(0);
    assertThat(directory.failuresOf("alice")).isLessThanOrEqualTo(3);
    assertThat(directory.binds - directory.failedBinds)
        .as("wrong passwords cost the right one no bind")
        .isEqualTo(1);
  }

  @Test
  void verify_manyUsersAtOnce_neverMoreBindsThanWorkers() throws Exception {
    for (int i = 0; i < 200; i++) {
      directory.user("user" + i, "right");
    }
    CountDownLatch underWay = new CountDownLatch(MemorySettings.DEFAULT.workers());
    CountDownLatch goOn = new CountDownLatch(1);
    directory.beforeBind(
        name -> {
          underWay.countDown();
          await(goOn);
        });
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      outcomes.add(ask("user" + i, "right"));
    }
    await(underWay);
    goOn.countDown();

    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(Verdict.Authenticated.class));
    assertThat(directory.mostBindsUnderWay).isEqualTo(MemorySettings.DEFAULT.workers());
  }

  @Test
  void verify_distinctWrongPasswordsFromManyThreads_stayWithinTheBudget() throws Exception {
    List<CompletableFuture<Outcome>> outcomes = askAtOnce(2_000, i -> "wrong" + i);

    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(outcome.join()).isNotInstanceOf(Verdict.Authenticated.class));
    assertThat(directory.failedBinds).isEqualTo(3);
    assertThat(directory.isLocked("alice")).isFalse();
  }

  private List<CompletableFuture<Outcome>> askAtOnce(
      int requests, java.util.function.IntFunction<String> password) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<CompletableFuture<Outcome>>> asking = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String secret = password.apply(i);
      asking.add(
          threads.submit(
              () -> {
                start.await();
                return ask("alice", secret);
              }));
    }
    start.countDown();
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (Future<CompletableFuture<Outcome>> asked : asking) {
      CompletableFuture<Outcome> outcome = asked.get(60, TimeUnit.SECONDS);
      outcome.get(60, TimeUnit.SECONDS);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private CompletableFuture<Outcome> ask(String userId, String password) {
    try (UserPass userPass = Bench.userPass(userId, password)) {
      Verdict known = memory.known(userPass);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
    }
    return memory.verify(Bench.userPass(userId, password), Client.UNKNOWN).toCompletableFuture();
  }

  /** No test is about the deadline, and a machine may be busy. */
  private static MemorySettings patient() {
    return MemorySettings.DEFAULT.withDeadline(Duration.ofSeconds(60));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
