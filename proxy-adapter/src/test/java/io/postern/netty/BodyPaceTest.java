package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private final BodyPace pace = new BodyPace();

  @Test
  void isTooSlow_nothingComes_isTrueAfterTheGrace() {
    pace.begin(0);

    assertThat(pace.isTooSlow(0, seconds(20))).isFalse();
    assertThat(pace.isTooSlow(0, seconds(21))).isTrue();
  }

  @Test
  void isTooSlow_octetsCome_buyTime() {
    pace.begin(0);

    assertThat(pace.isTooSlow(5_000, seconds(30))).isFalse();
    assertThat(pace.isTooSlow(5_000, seconds(31))).isTrue();
  }

  @Test
  void isTooSlow_timeThatWeDidNotRead_isNotCounted() {
    pace.begin(0);
    pace.hold(seconds(10));
    assertThat(pace.isTooSlow(0, seconds(100))).isFalse();

    pace.release(seconds(100));
    assertThat(pace.isTooSlow(0, seconds(110))).isFalse();
    assertThat(pace.isTooSlow(0, seconds(111))).isTrue();
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }
}
