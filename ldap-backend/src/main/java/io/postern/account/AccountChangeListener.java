package io.postern.account;

import java.util.Collection;
import java.util.List;

/**
 * Hears from the account watch what changed in the directory. Called on the watch's thread, one
 * call at a time; must not throw.
 */
public interface AccountChangeListener {

  /**
   * Accounts that it wants to hear of at the next look although nothing may have changed.
   *
   * @param most how many at most
   * @return as they were when last seen
   */
  default List<AccountState> wanted(int most) {
    return List.of();
  }

  /** These accounts were wanted and were not written to: this is how they are now. */
  default void looked(List<AccountState> accounts) {}

  /** The account was written to: this is how it is now. */
  void changed(AccountState account);

  /**
   * The account was deleted.
   *
   * @param account its key, see {@link io.postern.spi.Identity#account}
   */
  void gone(String account);

  /**
   * These groups have other members or another name now.
   *
   * @param groups their DNs
   */
  void groupsChanged(Collection<String> groups);

  /** Something changed and nobody knows what: all that is remembered must be looked at again. */
  void lost();
}
