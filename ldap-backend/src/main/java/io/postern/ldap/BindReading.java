package io.postern.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.ResultCode;
import io.postern.spi.Outcome.Cause;
import io.postern.spi.Verdict.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a server's answer to a user bind says about the user.
 *
 * @param refusal null: the password is right and the account may sign in
 * @param code the server's own, such as {@code 49/52e}
 * @param passwordExpires if the answer warned of it
 */
record BindReading(@Nullable Reason refusal, String code, @Nullable Instant passwordExpires) {

  private static final String CHANNEL_BINDING =
      "the domain demands LDAP channel binding (80090346): set LdapEnforceChannelBinding to 1"
          + " (when supported) on the domain controllers, or let nothing between us and them end"
          + " the TLS connection";

  /**
   * Reads the answer.
   *
   * @throws Unanswered if it says nothing about the user
   */
  static BindReading of(ServerAddress server, BindResult result, Instant now, Notices notices)
      throws Unanswered {
    ResultCode code = result.getResultCode();
    PasswordControls controls = PasswordControls.of(result, now);
    if (code.equals(ResultCode.SUCCESS)) {
      return new BindReading(refusalOfSuccess(controls), "0", controls.passwordExpires());
    }
    String text = result.getDiagnosticMessage();
    if (AdBindError.demandsChannelBinding(text)) {
      notices.misconfigured(server, CHANNEL_BINDING);
      throw Unanswered.finallyBy(server, Cause.MISCONFIGURED, code(code, null), CHANNEL_BINDING);
    }
    if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
      return invalidCredentials(server, text, controls, notices);
    }
    Reason refusal =
        isInactivated(code, text) ? Reason.ACCOUNT_RESTRICTED : ResultCodes.refusal(code);
    if (refusal != null) {
      return new BindReading(refusal, code(code, null), null);
    }
    if (ResultCodes.cause(code) == Cause.MISCONFIGURED) {
      notices.misconfigured(server, ResultCodes.fix(code));
    }
    throw Unanswered.finallyBy(
        server, ResultCodes.cause(code), code(code, null), ResultCodes.fix(code));
  }

  private static BindReading invalidCredentials(
      ServerAddress server, @Nullable String text, PasswordControls controls, Notices notices) {
    String subCode = AdBindError.codeIn(text);
    String code = code(ResultCode.INVALID_CREDENTIALS, subCode);
    if (subCode == null) {
      Reason told = controls.reason();
      return new BindReading(told != null ? told : Reason.INVALID_CREDENTIALS, code, null);
    }
    AdBindError error = AdBindError.of(subCode);
    if (error == null) {
      notices.unknownSubCode(server, subCode);
    }
    return new BindReading(error == null ? Reason.INVALID_CREDENTIALS : error.reason(), code, null);
  }

  /** A server that lets in whoever must change the password lets in for that alone. */
  private static @Nullable Reason refusalOfSuccess(PasswordControls controls) {
    return controls.reason() == Reason.PASSWORD_MUST_CHANGE ? controls.reason() : null;
  }

  /** 389 DS: {@code Account inactivated. Contact system administrator.} */
  private static boolean isInactivated(ResultCode code, @Nullable String text) {
    return code.equals(ResultCode.UNWILLING_TO_PERFORM)
        && text != null
        && text.startsWith("Account inactivated");
  }

  private static String code(ResultCode code, @Nullable String subCode) {
    return subCode == null ? String.valueOf(code.intValue()) : code.intValue() + "/" + subCode;
  }
}
