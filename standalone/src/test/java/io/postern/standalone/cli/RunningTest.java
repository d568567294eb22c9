package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningTest {
  private final CompletableFuture<Integer> halted = new CompletableFuture<>();

  @Test
  void awaitEnd_programThatDoesNotEnd_isHalted() throws Exception {
    Running running = new Running(Duration.ofMillis(1), halted::complete);
    running.end();

    running.awaitEnd(Duration.ZERO);

    assertThat(halted.get(60, TimeUnit.SECONDS)).isEqualTo(Exit.FAILED);
  }

  @Test
  void end_secondTime_haltsAtOnce() {
    Running running = new Running(Duration.ofDays(1), halted::complete);

    running.end();
    assertThat(halted).isNotDone();
    running.end();

    assertThat(halted).isCompletedWithValue(Exit.FAILED);
  }
}
