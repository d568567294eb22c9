package io.postern.ldap;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Asks what has changed in the directory, for all accounts at once. */
interface ChangeFeed {
  /** More changes than this at once are no longer worth reading one by one. */
  int MOST = 5_000;

  /** See {@link io.postern.account.AccountDirectory#changesSince}. */
  Changes since(@Nullable String mark, Collection<AccountState> wanted, Deadline deadline)
      throws Unanswered;
}
