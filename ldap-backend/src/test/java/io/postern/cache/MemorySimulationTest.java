package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeds, each another play of users, changes, attacks and outages before one to three
 * proxies. {@code -Dseed=N} replays one and tells what happened; {@code -Dseeds=N} says how many
 * are played, {@code -DfirstSeed=N} from which on.
 */
class MemorySimulationTest {
  private static final Long ONLY = Long.getLong("seed");

  @Test
  void play_anySeed_breaksNoRule() {
    long first = ONLY == null ? Long.getLong("firstSeed", 1) : ONLY;
    long count = ONLY == null ? Long.getLong("seeds", 2_000) : 1;

    assertThat(
            LongStream.range(first, first + count)
                .parallel()
                .mapToObj(MemorySimulationTest::play)
                .filter(broken -> !broken.isEmpty()))
        .isEmpty();
  }

  /** What was wrong; nothing if it is empty. */
  private static String play(long seed) {
    try (Simulation simulation = new Simulation(seed, ONLY != null)) {
      simulation.play();
      return simulation.asked() > 100 ? "" : "-Dseed=" + seed + " asks next to nothing";
    } catch (AssertionError broken) {
      return "-Dseed=" + seed + " breaks a rule: " + broken.getMessage();
    }
  }
}
