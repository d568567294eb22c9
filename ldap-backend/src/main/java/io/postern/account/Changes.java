package io.postern.account;

import io.postern.spi.Outcome;
import java.util.List;

/** What a directory says has changed. */
public sealed interface Changes permits Changes.Since, Changes.Lost, Changes.Failed {

  /**
   * All that changed.
   *
   * @param mark give it back with the next question; opaque
   * @param accounts as they are now; groups not read
   * @param gone the keys of accounts that were deleted
   * @param groups the DNs of groups whose members or names changed
   * @param looked of the accounts that were wanted, those that did not change, as they are now
   */
  record Since(
      String mark,
      List<AccountState> accounts,
      List<String> gone,
      List<String> groups,
      List<AccountState> looked)
      implements Changes {

    /** With no look at accounts that did not change. */
    public Since(String mark, List<AccountState> accounts, List<String> gone, List<String> groups) {
      this(mark, accounts, gone, groups, List.of());
    }
  }

  /** There is a gap: whatever is remembered must be looked at again. */
  record Lost(String mark) implements Changes {}

  /** The directory could not be asked, or does not offer this. */
  record Failed(Outcome.Unavailable outcome) implements Changes {}
}
