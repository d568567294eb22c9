package io.postern.watch;

import java.time.Duration;

/**
 * How the directory is watched. Immutable.
 *
 * @param interval between two looks: what changes takes effect within about this time
 * @param deadline by when a look must be answered
 */
public record WatchSettings(Duration interval, Duration deadline) {
  /** What holds where nothing is configured. */
  public static final WatchSettings DEFAULT =
      new WatchSettings(Duration.ofSeconds(5), Duration.ofSeconds(4));

  public WatchSettings {
    require(interval, "interval");
    require(deadline, "deadline");
  }

  private static void require(Duration duration, String name) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
