package io.postern.spi;

import io.postern.http.Challenge;
import io.postern.http.Credentials;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An authentication scheme: what it asks for and what it makes of the answer. Thread-safe. */
public interface AuthScheme {

  /** What to send to a client that presented nothing, or nothing good. Its scheme is the name. */
  Challenge challenge();

  /**
   * Judges credentials without blocking.
   *
   * @return null if only {@link #attemptLater} can tell
   */
  @Nullable Attempt attemptNow(Credentials credentials, ConnectionAuth connection);

  /** Judges credentials; completes once, normally, within the directory's deadline. */
  CompletionStage<? extends Attempt> attemptLater(
      Credentials credentials, ConnectionAuth connection);

  /** The name that the credentials claim, unproven: for the log of a refusal. */
  default @Nullable String claimedName(Credentials credentials) {
    return null;
  }
}
