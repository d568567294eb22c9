package io.postern.cache;

import java.time.Duration;

/**
 * How much is remembered, for how long, and how the directory is spared. Immutable.
 *
 * @param maximumUsers accounts that are remembered; the least useful one makes room for a new one
 * @param freshFor how long a verified password is trusted without another look
 * @param staleFor how much longer while the directory cannot be asked; zero turns it off
 * @param rejectedFor how long a wrong password is answered here where nobody can see whether the
 *     password has changed since
 * @param supersede whether a password that was right once is refused here after another took its
 *     place, although AD accepts it for some time; false: the directory's word alone counts
 * @param oldPasswordPeriod how long the directory accepts a replaced password (AD: an hour; others:
 *     zero)
 * @param shield how many failed binds an account is exposed to
 * @param workers threads that ask the directory: as many as it has connections
 * @param queue passwords that wait for a worker; one more is refused as overloaded
 * @param deadline by when a password must have been answered, waiting included
 */
public record MemorySettings(
    int maximumUsers,
    Duration freshFor,
    Duration staleFor,
    Duration rejectedFor,
    boolean supersede,
    Duration oldPasswordPeriod,
    ShieldSettings shield,
    int workers,
    int queue,
    Duration deadline) {

  /** What holds where nothing is configured. */
  public static final MemorySettings DEFAULT =
      new MemorySettings(
          100_000,
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          true,
          Duration.ofHours(1),
          ShieldSettings.AUTO,
          8,
          1_000,
          Duration.ofSeconds(4));

  public MemorySettings {
    require(maximumUsers > 0, "maximum-users must be positive");
    require(isPositive(freshFor), "fresh-for must be positive");
    require(!staleFor.isNegative(), "stale-for must not be negative");
    require(isPositive(rejectedFor), "rejected-for must be positive");
    require(!oldPasswordPeriod.isNegative(), "old-password-period must not be negative");
    require(workers > 0, "connections must be positive");
    require(queue > 0, "queue must be positive");
    require(isPositive(deadline), "the deadline must be positive");
  }

  /** The same, but a password must have been answered by another deadline. */
  public MemorySettings withDeadline(Duration other) {
    return new MemorySettings(
        maximumUsers,
        freshFor,
        staleFor,
        rejectedFor,
        supersede,
        oldPasswordPeriod,
        shield,
        workers,
        queue,
        other);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
