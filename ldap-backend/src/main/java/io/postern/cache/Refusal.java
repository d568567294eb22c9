package io.postern.cache;

import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * That an account may not sign in whatever its password. Immutable.
 *
 * @param until when the directory is asked again, on the time source's clock
 * @param toProven the verdict on a password that is known to be right
 * @param toOthers the verdict on any other; null: it must be told apart from a wrong one first
 */
record Refusal(
    Verdict.Reason reason,
    long until,
    Verdict.Rejected toProven,
    Verdict.@Nullable Rejected toOthers) {

  static Refusal of(Verdict.Reason reason, @Nullable Identity identity, long until) {
    Evidence evidence =
        Evidence.of(Evidence.Source.CACHE, "the directory refused the account a moment ago");
    return new Refusal(
        reason,
        until,
        new Verdict.Rejected(reason, true, identity, evidence),
        reason.impliesRightPassword()
            ? null
            : new Verdict.Rejected(reason, false, identity, evidence));
  }

  boolean holds(long now) {
    return now - until < 0;
  }
}
