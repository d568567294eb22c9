package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {

  @Test
  void take_upToTheLimit_isGivenAndNotMore() {
    Shares<String> shares = new Shares<>(2);

    assertThat(shares.take("a")).isTrue();
    assertThat(shares.take("a")).isTrue();
    assertThat(shares.take("a")).isFalse();
    assertThat(shares.take("b")).isTrue();

    shares.give("a");
    assertThat(shares.take("a")).isTrue();
    assertThat(shares.take("a")).isFalse();
  }

  @Test
  void count_overTheLimit_isGivenBackLikeAnyOther() {
    Shares<String> shares = new Shares<>(1);
    shares.count("a");
    shares.count("a");
    shares.give("a");

    assertThat(shares.take("a")).isFalse();
    shares.give("a");
    assertThat(shares.take("a")).isTrue();
  }

  @Test
  void take_noLimit_isAlwaysGiven() {
    Shares<String> shares = new Shares<>(0);
    for (int i = 0; i < 100; i++) {
      assertThat(shares.take("a")).isTrue();
    }
    shares.give("a");
  }
}
