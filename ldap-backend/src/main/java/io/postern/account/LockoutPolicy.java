package io.postern.account;

import java.time.Duration;

/**
 * When a directory locks an account.
 *
 * @param threshold failed binds that lock it; 0: it never locks, or the policy is not known
 * @param window how long a failed bind counts
 * @param known whether the directory told us; false: these are our assumptions
 */
public record LockoutPolicy(int threshold, Duration window, boolean known) {
  /** Nothing could be read. */
  public static final LockoutPolicy UNKNOWN = new LockoutPolicy(0, Duration.ofMinutes(30), false);
}
