package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  @Property
  void untilTurn_clocksApartByTheTolerance_neverTwoWhoMayBindBeforeTheOtherIsCounted(
      @ForAll @IntRange(min = 2, max = 7) int proxies,
      @ForAll @LongRange(max = 20_000) long millis,
      @ForAll @LongRange(min = -500, max = 249) long later,
      @ForAll @LongRange(min = -250, max = 250) long apart) {
    Account account = new Account("guid-" + millis, 0, 0);
    Instant bound = START.plusMillis(millis);
    Instant looked = bound.plusMillis(later).plusMillis(apart);

    if (millis % 1_000 + later < 0) {
      return; // that look was before the turn, so this one sees what came of it
    }
    for (int one = 1; one <= proxies; one++) {
      for (int other = 1; other <= proxies; other++) {
        assertThat(
                one != other
                    && !fleet(proxies, one).left(bound).isNegative()
                    && isTurn(fleet(proxies, one), bound, account)
                    && fleet(proxies, other).untilTurn(looked, account).isZero())
            .isFalse();
      }
    }
  }

  @Property
  void untilTurn_whoeverWaits_hasTheTurnThen(
      @ForAll @IntRange(min = 2, max = 7) int proxies,
      @ForAll @LongRange(max = 20_000) long millis) {
    Account account = new Account("guid-" + millis, 0, 0);
    Instant now = START.plusMillis(millis);

    assertThat(
            IntStream.rangeClosed(1, proxies)
                .mapToObj(number -> fleet(proxies, number))
                .map(fleet -> fleet.untilTurn(now.plus(fleet.untilTurn(now, account)), account)))
        .containsOnly(Duration.ZERO);
  }

  @Test
  void fleet_numberThatIsNone_isRefused() {
    assertThatThrownBy(() -> fleet(2, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThat(fleet(2, 0).takesTurns()).isFalse();
    assertThat(fleet(1, 1).takesTurns()).isFalse();
  }

  /** Whether this one's turn has begun: a look was possible in it. */
  private static boolean isTurn(Fleet fleet, Instant now, Account account) {
    Instant begin = now.minusMillis(now.toEpochMilli() % 1_000);
    return fleet.untilTurn(begin, account).isZero();
  }

  private static Fleet fleet(int proxies, int number) {
    return new Fleet(proxies, number, Fleet.TURN);
  }
}
