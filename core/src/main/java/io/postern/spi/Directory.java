package io.postern.spi;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where users and their passwords are. Thread-safe.
 *
 * <p>A known password is decided on the caller's thread, an unknown one elsewhere, and the
 * signature says which: an event loop may call both methods.
 */
public interface Directory {

  /**
   * The verdict that is already known. Never blocks, and leaves {@code userPass} to the caller.
   *
   * @return null if only the directory can tell
   */
  @Nullable Verdict known(UserPass userPass);

  /** The same, for a directory that keeps an eye on who sends wrong passwords. */
  default @Nullable Verdict known(UserPass userPass, Client client) {
    return known(userPass);
  }

  /**
   * Asks. Takes {@code userPass} over and closes it when no thread needs it any more, which may be
   * after the stage is complete.
   *
   * @return completes once, normally, within the directory's deadline, on any thread
   */
  CompletionStage<Outcome> verify(UserPass userPass, Client client);
}
