package io.postern.spi;

import java.time.Duration;

/** The final result of an attempt: the directory's verdict, or that there is none. */
public sealed interface Outcome extends Attempt permits Verdict, Outcome.Unavailable {

  /** How it came about, for the log, the metrics and {@code explain}. */
  Evidence evidence();

  /** Nobody knows. It says nothing about the user, so nothing may remember it. */
  record Unavailable(Cause cause, Duration retryAfter, Evidence evidence) implements Outcome {
    public Unavailable(Cause cause, Evidence evidence) {
      this(cause, cause.retryAfter, evidence);
    }
  }

  /** Why the directory could not be asked. */
  enum Cause {
    /** No server accepts connections. */
    UNREACHABLE(5),
    /** No answer within the deadline. */
    TIMEOUT(5),
    /** Our queue is full, or the server says busy. */
    OVERLOADED(2),
    /** TLS, signing, base DN or another setting keeps us from asking. */
    MISCONFIGURED(60),
    /** The service account itself was refused. */
    SERVICE_ACCOUNT_REFUSED(60),
    /** The server answered something that LDAP does not allow, or an error of its own. */
    DIRECTORY_ERROR(10),
    /** A defect in Postern; the log has its stack trace. */
    INTERNAL(10);

    private final Duration retryAfter;

    Cause(int retryAfterSeconds) {
      this.retryAfter = Duration.ofSeconds(retryAfterSeconds);
    }

    /** In lower case with hyphens: a metric label. */
    public String label() {
      return Labels.of(this);
    }
  }
}
