package io.postern.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OnceAMinuteTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

  @Test
  void isDue_again_isItAfterAMinute() {
    OnceAMinute said = new OnceAMinute(now::get);

    assertThat(said.isDue()).isTrue();
    assertThat(said.isDue()).isFalse();
    now.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(said.isDue()).isFalse();
    now.incrementAndGet();
    assertThat(said.isDue()).isTrue();
    assertThat(said.isDue()).isFalse();
  }
}
