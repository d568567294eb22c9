package io.postern.ldap;

import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import io.postern.spi.Outcome.Cause;
import io.postern.spi.Verdict.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an LDAP result code (RFC 4511 appendix A) says about a user: most say nothing, and none of
 * those may ever look like a wrong password.
 */
final class ResultCodes {
  private ResultCodes() {}

  /** Why a user bind was refused, if this code says something about the user; else null. */
  static @Nullable Reason refusal(ResultCode code) {
    return switch (code.intValue()) {
      case ResultCode.INVALID_CREDENTIALS_INT_VALUE,
          ResultCode.NO_SUCH_OBJECT_INT_VALUE,
          ResultCode.INVALID_DN_SYNTAX_INT_VALUE,
          // An entry without a password (OpenLDAP).
          ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE ->
          Reason.INVALID_CREDENTIALS;
      case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE -> Reason.ACCOUNT_RESTRICTED;
      // 389 DS: "Exceed password retry limit"; said to right and wrong passwords alike.
      case ResultCode.CONSTRAINT_VIOLATION_INT_VALUE -> Reason.ACCOUNT_LOCKED;
      default -> null;
    };
  }

  /** Why there was no answer, whatever was asked. */
  static Cause cause(ResultCode code) {
    return switch (code.intValue()) {
      case ResultCode.AUTH_METHOD_NOT_SUPPORTED_INT_VALUE,
          ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE,
          ResultCode.REFERRAL_INT_VALUE,
          ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE,
          ResultCode.NO_SUCH_OBJECT_INT_VALUE,
          ResultCode.INVALID_DN_SYNTAX_INT_VALUE ->
          Cause.MISCONFIGURED;
      case ResultCode.BUSY_INT_VALUE, ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE -> Cause.OVERLOADED;
      case ResultCode.UNAVAILABLE_INT_VALUE -> Cause.UNREACHABLE;
      case ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE -> Cause.TIMEOUT;
      default -> Cause.DIRECTORY_ERROR;
    };
  }

  /** What to do about it, for an administrator. */
  static String fix(ResultCode code) {
    return switch (code.intValue()) {
      case ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE,
          ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE ->
          "it refuses passwords without TLS (LDAP signing is required): use ldaps:// or tls mode"
              + " starttls";
      case ResultCode.AUTH_METHOD_NOT_SUPPORTED_INT_VALUE -> "it does not allow simple binds";
      case ResultCode.REFERRAL_INT_VALUE ->
          "it refers us to another server, which we do not follow: base-dn is not in this"
              + " directory";
      case ResultCode.NO_SUCH_OBJECT_INT_VALUE, ResultCode.INVALID_DN_SYNTAX_INT_VALUE ->
          "base-dn does not exist there";
      case ResultCode.BUSY_INT_VALUE -> "it says it is busy";
      case ResultCode.UNAVAILABLE_INT_VALUE -> "it says it is unavailable";
      default -> "it answers " + code.intValue() + " (" + Printable.of(code.getName()) + ")";
    };
  }

  /** The entries of a search, or why there are none to be had. */
  static Answer searched(ServerAddress server, SearchResult result, EntryCollector entries)
      throws Unanswered {
    ResultCode code = result.getResultCode();
    boolean tooMany = code.equals(ResultCode.SIZE_LIMIT_EXCEEDED);
    if (code.equals(ResultCode.SUCCESS) || tooMany) {
      return new Answer(
          entries.entries(),
          tooMany || entries.wasTooSmall(),
          List.of(result.getResponseControls()));
    }
    if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
      return new Answer(List.of(), false, List.of());
    }
    if (code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS) || mustBindFirst(result)) {
      throw Unanswered.finallyBy(
          server,
          Cause.SERVICE_ACCOUNT_REFUSED,
          String.valueOf(code.intValue()),
          "it does not let us search: a service account is needed, or its rights are too few");
    }
    throw Unanswered.saidBy(server, cause(code), String.valueOf(code.intValue()), fix(code));
  }

  /** An operations error is AD's answer to an anonymous search, among other things. */
  private static boolean mustBindFirst(SearchResult result) {
    String text = result.getDiagnosticMessage();
    return result.getResultCode().equals(ResultCode.OPERATIONS_ERROR)
        && text != null
        && (text.startsWith("000004DC") || text.contains("without authentication"));
  }
}
