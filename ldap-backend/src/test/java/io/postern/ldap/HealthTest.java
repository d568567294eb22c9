package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Outcome.Unavailable FAILURE =
      new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE);

  private final AtomicLong now = new AtomicLong();
  private final Health health = new Health(now::get);

  @Test
  void beginProbe_atFirst_isDue() {
    assertThat(health.beginProbe()).isTrue();
  }

  @Test
  void beginProbe_whileOneRuns_isNotDue() {
    health.beginProbe();

    assertThat(health.beginProbe()).isFalse();
  }

  @Test
  void failed_oneRequest_makesSuspectAndProbes() {
    health.answered();
    assertThat(health.beginProbe()).isFalse();

    health.failed(FAILURE);

    assertThat(health.state()).isEqualTo(Health.State.SUSPECT);
    assertThat(health.beginProbe()).isTrue();
  }

  @Test
  void probeFailed_isDownAndProbedSoon() {
    assertThat(health.probeFailed(FAILURE)).isTrue();
    assertThat(health.probeFailed(FAILURE)).isFalse();

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.lastFailure()).isEqualTo(FAILURE);
    assertThat(health.beginProbe()).isFalse();
    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(health.beginProbe()).isTrue();
  }

  @Test
  void answered_whenDown_isUp() {
    health.probeFailed(FAILURE);

    assertThat(health.answered()).isTrue();

    assertThat(health.state()).isEqualTo(Health.State.UP);
    assertThat(health.lastFailure()).isNull();
  }
}
