package io.postern.endpoint;

import io.postern.answer.Answer;
import io.postern.answer.PublicReason;
import io.postern.gate.Decision;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The exit codes of pwauth, which Apache httpd's administrators know from their logs. */
final class ExitCode implements Decision.Handler<Integer> {
  private static final ExitCode CODES = new ExitCode();

  private ExitCode() {}

  /** A line for a program to read: its exit code, and why, for the error log. */
  static byte[] body(Decision decision, @Nullable Answer refusal) {
    String why = refusal == null ? "" : ' ' + PublicReason.of(decision) + ' ' + decision.id();
    return (decision.handle(CODES) + why + '\n').getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Integer allowed(Decision.Allowed decision) {
    return 0;
  }

  /** "Nonexistent login or incorrect password". */
  @Override
  public Integer challenged(Decision.Challenged decision) {
    return 1;
  }

  @Override
  public Integer refused(Decision.Refused decision) {
    return switch (decision.rejected().reason()) {
      case ACCOUNT_EXPIRED -> 4;
      case PASSWORD_EXPIRED, PASSWORD_MUST_CHANGE -> 5;
      case LOGON_HOURS, WORKSTATION -> 6;
      case ACCOUNT_LOCKED -> 7;
      case INVALID_CREDENTIALS -> 1;
      case ACCOUNT_DISABLED, ACCOUNT_RESTRICTED, TOO_MANY_GROUPS -> 3;
    };
  }

  @Override
  public Integer notPermitted(Decision.NotPermitted decision) {
    return 3;
  }

  /** From 50 on the program itself is at fault, not the user. */
  @Override
  public Integer unavailable(Decision.Unavailable decision) {
    return 52;
  }
}
