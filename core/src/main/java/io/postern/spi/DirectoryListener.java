package io.postern.spi;

/**
 * Hears what changed in the directory, so that what is in use can be ended. Called from the
 * directory's own threads: must not block, must not throw.
 */
public interface DirectoryListener {

  /**
   * What was granted to an account holds no longer: its password changed, or it may not sign in.
   *
   * @param account see {@link Identity#account}
   */
  default void revoked(String account, String why) {}

  /** An account may sign in still, but its groups or its name are others now. */
  default void changed(Identity identity) {}
}
