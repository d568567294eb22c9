package io.postern.spi;

import io.postern.http.Challenge;

/**
 * What an authentication scheme concluded from one set of credentials. The three levels {@code
 * Attempt ⊃ Outcome ⊃ Verdict} are promises: an attempt may need another round, an outcome is
 * final, a verdict is the directory's own word.
 */
public sealed interface Attempt permits Attempt.Continue, Attempt.Malformed, Outcome {

  /** The scheme needs one more round: send this challenge (RFC 9110 §11.3, RFC 4559). */
  record Continue(Challenge challenge) implements Attempt {}

  /** The credentials cannot be read, so nobody was asked about them. */
  record Malformed(String why) implements Attempt {}
}
