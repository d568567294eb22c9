package io.postern.standalone.cli;

import io.postern.gate.Decision;
import io.postern.spi.Verdict;

/** A decision about a login in one line: yes, no, or nobody knows. */
final class Headline implements Decision.Handler<String> {
  /** The exit code of each. */
  static final Decision.Handler<Integer> EXIT = new ExitCode();

  private final Terminal terminal;

  Headline(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String allowed(Decision.Allowed decision) {
    return terminal.green("yes") + ": " + decision.user() + " may use the proxy";
  }

  @Override
  public String challenged(Decision.Challenged decision) {
    Verdict.Rejected rejected = decision.rejected();
    return terminal.red("no")
        + ": "
        + (rejected == null
            ? "the name or the password cannot be anybody's"
            : words(rejected.reason()))
        + "; the proxy asks for a password again (407)";
  }

  @Override
  public String refused(Decision.Refused decision) {
    return terminal.red("no")
        + ": the password is right, but "
        + words(decision.rejected().reason())
        + " (403)";
  }

  @Override
  public String notPermitted(Decision.NotPermitted decision) {
    return terminal.red("no") + ": the password is right, but no rule allows it (403)";
  }

  @Override
  public String unavailable(Decision.Unavailable decision) {
    return terminal.red("nobody knows") + ": the directory could not be asked (503)";
  }

  private static String words(Verdict.Reason reason) {
    return switch (reason) {
      case INVALID_CREDENTIALS -> "wrong password, or no such user";
      case PASSWORD_EXPIRED -> "it has expired";
      case PASSWORD_MUST_CHANGE -> "it must be changed first";
      case ACCOUNT_DISABLED -> "the account is disabled";
      case ACCOUNT_EXPIRED -> "the account has expired";
      case LOGON_HOURS -> "the account may not sign in at this hour";
      case WORKSTATION -> "the account may not sign in from here";
      case ACCOUNT_LOCKED -> "the account is locked out";
      case ACCOUNT_RESTRICTED -> "a policy forbids the account to sign in like this";
      case TOO_MANY_GROUPS -> "the account is in too many groups";
    };
  }

  private static final class ExitCode implements Decision.Handler<Integer> {
    @Override
    public Integer allowed(Decision.Allowed decision) {
      return Exit.FINE;
    }

    @Override
    public Integer challenged(Decision.Challenged decision) {
      return Exit.REFUSED;
    }

    @Override
    public Integer refused(Decision.Refused decision) {
      return Exit.REFUSED;
    }

    @Override
    public Integer notPermitted(Decision.NotPermitted decision) {
      return Exit.REFUSED;
    }

    @Override
    public Integer unavailable(Decision.Unavailable decision) {
      return Exit.UNREACHABLE;
    }
  }
}
