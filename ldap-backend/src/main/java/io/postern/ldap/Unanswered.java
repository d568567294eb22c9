package io.postern.ldap;

import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A question that no directory server answered. It never leaves this package: {@link LdapDirectory}
 * turns it into its outcome.
 */
final class Unanswered extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Outcome.Unavailable outcome;
  private final boolean askAnother;

  private Unanswered(Outcome.Unavailable outcome, boolean askAnother, @Nullable Throwable cause) {
    super(outcome.toString(), cause, false, false);
    this.outcome = outcome;
    this.askAnother = askAnother;
  }

  /** This server did not answer; another may. */
  static Unanswered by(
      ServerAddress server, Outcome.Cause cause, String note, @Nullable Throwable failure) {
    return new Unanswered(unavailable(server, cause, null, note), true, failure);
  }

  /** This server said, by a result code, that it has no answer; another may have. */
  static Unanswered saidBy(ServerAddress server, Outcome.Cause cause, String code, String note) {
    return new Unanswered(unavailable(server, cause, code, note), true, null);
  }

  /** This server's answer was none, and another server is not to be asked. */
  static Unanswered finallyBy(
      ServerAddress server, Outcome.Cause cause, @Nullable String code, String note) {
    return new Unanswered(unavailable(server, cause, code, note), false, null);
  }

  /** Nobody was asked, for a reason that is known from before. */
  static Unanswered again(Outcome.Unavailable why) {
    return new Unanswered(why, false, null);
  }

  /** Nobody was asked. */
  static Unanswered byNobody(Outcome.Cause cause, String note) {
    return new Unanswered(
        new Outcome.Unavailable(cause, Evidence.of(Evidence.Source.NONE, note)), false, null);
  }

  Outcome.Unavailable outcome() {
    return outcome;
  }

  /** Whether the server is there at all: it has given a result code of its own. */
  boolean isAnswer() {
    return outcome.evidence().code() != null;
  }

  /** Whether the same question may go to another server. */
  boolean askAnother() {
    return askAnother;
  }

  /** The same, of a question that was sent: the server may have acted on it. */
  Unanswered after(Duration asked) {
    Evidence evidence = outcome.evidence();
    Evidence sent =
        new Evidence(evidence.source(), evidence.server(), evidence.code(), asked, evidence.note());
    return new Unanswered(
        new Outcome.Unavailable(outcome.cause(), outcome.retryAfter(), sent),
        askAnother,
        getCause());
  }

  private static Outcome.Unavailable unavailable(
      ServerAddress server, Outcome.Cause cause, @Nullable String code, String note) {
    return new Outcome.Unavailable(
        cause,
        new Evidence(Evidence.Source.DIRECTORY, server.toString(), code, Duration.ZERO, note));
  }
}
