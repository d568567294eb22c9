package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BandwidthTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Bandwidth.Each<String> each = new Bandwidth.Each<>(1000);

  @Test
  void take_byTheSame_isOneForAllAndOnePerDirection() {
    Bandwidth one = each.take("alice", 0);
    Bandwidth other = each.take("alice", 0);

    one.bucket(true).take(1500, 0);
    assertThat(other.bucket(true).take(0, 0)).isEqualTo(SECOND / 2);
    assertThat(other.bucket(false).take(0, 0)).isZero();
    assertThat(each.take("bob", 0).bucket(true).take(0, 0)).isZero();
  }

  @Test
  void take_onANewConnection_owesWhatTheLastOneDid() {
    each.take("alice", 0).bucket(false).take(3000, 0);
    each.give("alice");

    assertThat(each.take("alice", SECOND).bucket(false).take(0, SECOND)).isEqualTo(SECOND);
  }

  @Test
  void take_noLimit_isNone() {
    Bandwidth.Each<String> unlimited = new Bandwidth.Each<>(0);

    assertThat(unlimited.isLimited()).isFalse();
    assertThat(unlimited.take("alice", 0)).isNull();
    unlimited.give("alice");
  }

  @Test
  void size_ofManyWhoHaveGone_isBounded() {
    Bandwidth held = each.take("alice", 0);
    held.bucket(true).take(2000, 0);
    for (int i = 0; i < 100_000; i++) {
      each.take("user" + i, i * SECOND);
      each.give("user" + i);
    }

    assertThat(each.size()).isLessThan(3000);
    assertThat(each.take("alice", 0)).isSameAs(held);
  }
}
