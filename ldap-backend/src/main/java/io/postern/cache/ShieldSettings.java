package io.postern.cache;

import io.postern.account.LockoutPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many failed binds an account is exposed to. Immutable.
 *
 * @param failedBinds the most in one window; null: two below the directory's lockout threshold
 * @param window how long a failed bind counts; null: the directory's observation window
 * @param assumedThreshold the lockout threshold where the directory has none or does not tell
 * @param fleet the Posterns that ask the same directory
 */
public record ShieldSettings(
    @Nullable Integer failedBinds, @Nullable Duration window, int assumedThreshold, Fleet fleet) {

  /** As the directory's policy says; where it says nothing, as if accounts lock at five. */
  public static final ShieldSettings AUTO = new ShieldSettings(null, null, 5, Fleet.ALONE);

  /** Attempts that are always left to the user, who has other ways to sign in than this proxy. */
  static final int LEFT_TO_THE_USER = 2;

  public ShieldSettings {
    if (failedBinds != null && failedBinds < 1) {
      throw new IllegalArgumentException("failed-binds must be positive");
    }
    if (window != null && (window.isZero() || window.isNegative())) {
      throw new IllegalArgumentException("window must be positive");
    }
    if (assumedThreshold < 1) {
      throw new IllegalArgumentException("the assumed threshold must be positive");
    }
  }

  /**
   * The most failed binds that an account under this policy may have; never zero, or nobody could
   * sign in under a threshold of two.
   */
  int limit(LockoutPolicy policy) {
    if (failedBinds != null) {
      return failedBinds;
    }
    int threshold = policy.threshold() > 0 ? policy.threshold() : assumedThreshold;
    return Math.max(1, threshold - LEFT_TO_THE_USER);
  }

  /** How long a failed bind counts under this policy. */
  Duration window(LockoutPolicy policy) {
    return window != null ? window : policy.window();
  }
}
