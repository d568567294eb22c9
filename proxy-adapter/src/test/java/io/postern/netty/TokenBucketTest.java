package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Close to where the clock wraps around: it may. */
  private static final long START = Long.MAX_VALUE - 3 * SECOND;

  private final TokenBucket bucket = new TokenBucket(1000, START);

  @Test
  void take_aSecondsWorth_isThereAtOnce() {
    assertThat(bucket.take(1000, START)).isZero();
    assertThat(bucket.take(1, START)).isPositive();
  }

  @Test
  void take_more_isWaitedForAtTheRate() {
    bucket.take(1000, START);

    assertThat(bucket.take(500, START)).isEqualTo(SECOND / 2);
    assertThat(bucket.take(500, START)).isEqualTo(SECOND);
    assertThat(bucket.take(0, START + SECOND / 4)).isEqualTo(3 * SECOND / 4);
    assertThat(bucket.take(0, START + SECOND)).isZero();
  }

  @Test
  void take_afterALongPause_hasASecondsWorthAndNoMore() {
    bucket.take(1000, START);
    long later = START + 5 * SECOND; // behind the wrap

    assertThat(bucket.take(1000, later)).isZero();
    assertThat(bucket.take(1000, later)).isEqualTo(SECOND);
  }

  @Test
  void take_byManyWhoWaitTheirTurn_keepsTheRateAndStarvesNobody() {
    int takers = 7;
    long[] next = new long[takers];
    long[] got = new long[takers];
    long end = START + 100 * SECOND;
    for (int i = 0; i < takers; i++) {
      next[i] = START;
    }
    for (int first = first(next); next[first] - end < 0; first = first(next)) {
      long now = next[first];
      int octets = 50 + 10 * first;
      got[first] += octets;
      next[first] = now + Math.max(1, bucket.take(octets, now));
    }

    List<Long> all = new ArrayList<>();
    long sum = 0;
    for (long octets : got) {
      all.add(octets);
      sum += octets;
    }
    assertThat(sum).isBetween(100_000L, 102_000L);
    assertThat(all).allMatch(octets -> octets > 100_000 / takers / 2);
  }

  private static int first(long[] times) {
    int first = 0;
    for (int i = 1; i < times.length; i++) {
      if (times[i] - times[first] < 0) {
        first = i;
      }
    }
    return first;
  }
}
