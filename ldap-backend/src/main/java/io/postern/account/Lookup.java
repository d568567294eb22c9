package io.postern.account;

import io.postern.spi.Evidence;
import io.postern.spi.Outcome;

/** What a directory knows of a name. */
public sealed interface Lookup permits Lookup.Provable, Lookup.Nobody, Lookup.Failed {

  /** Somebody whose password can be proven. */
  sealed interface Provable extends Lookup permits Found, Unsearched {

    /** The account's key if it was found, else the name in one spelling for all that we know. */
    String account();
  }

  /** The name is this account's. */
  record Found(AccountState state) implements Provable {
    @Override
    public String account() {
      return state.identity().account();
    }
  }

  /**
   * Nobody could search, but the name can bind as it is: the account's own identity is learned from
   * its first good bind.
   *
   * @param account the name with its case and its form levelled, in a name space of its own
   * @param bindName what to bind as
   */
  record Unsearched(String account, String bindName) implements Provable {}

  /** No such user, or a name that cannot be anybody's: no bind is spent on it. */
  record Nobody(Evidence evidence) implements Lookup {}

  /** The directory could not be asked. */
  record Failed(Outcome.Unavailable outcome) implements Lookup {}
}
