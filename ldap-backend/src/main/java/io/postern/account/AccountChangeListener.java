package io.postern.account;

import java.util.Collection;

/**
 * Hears from the account watch what changed in the directory. Called on the watch's thread, one
 * call at a time; must not throw.
 */
public interface AccountChangeListener {

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
