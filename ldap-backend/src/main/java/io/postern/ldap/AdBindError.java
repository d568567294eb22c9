package io.postern.ldap;

import io.postern.spi.Verdict.Reason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why AD refused a bind: a Windows error code, given in the text beside result 49. Only the code is
 * the same in every version; the rest of the text is not (and ends with a NUL).
 */
enum AdBindError {
  NO_SUCH_USER(0x525, Reason.INVALID_CREDENTIALS),
  LOGON_FAILURE(0x52e, Reason.INVALID_CREDENTIALS),
  ACCOUNT_RESTRICTION(0x52f, Reason.ACCOUNT_RESTRICTED),
  INVALID_LOGON_HOURS(0x530, Reason.LOGON_HOURS),
  INVALID_WORKSTATION(0x531, Reason.WORKSTATION),
  PASSWORD_EXPIRED(0x532, Reason.PASSWORD_EXPIRED),
  ACCOUNT_DISABLED(0x533, Reason.ACCOUNT_DISABLED),
  TOO_MANY_CONTEXT_IDS(0x568, Reason.TOO_MANY_GROUPS),
  LOGON_TYPE_NOT_GRANTED(0x569, Reason.ACCOUNT_RESTRICTED),
  ACCOUNT_EXPIRED(0x701, Reason.ACCOUNT_EXPIRED),
  PASSWORD_MUST_CHANGE(0x773, Reason.PASSWORD_MUST_CHANGE),
  ACCOUNT_LOCKED_OUT(0x775, Reason.ACCOUNT_LOCKED);

  /** 80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 52e, v3839. */
  private static final Pattern DATA =
      Pattern.compile("\\bdata\\s+([0-9a-f]{1,8})\\b", Pattern.CASE_INSENSITIVE);

  /** SEC_E_BAD_BINDINGS: the domain demands channel binding, which a simple bind cannot give. */
  private static final Pattern CHANNEL_BINDING =
      Pattern.compile("^\\s*80090346\\b", Pattern.CASE_INSENSITIVE);

  /** As far as the code is looked for: the real ones stand in the first hundred characters. */
  private static final int LONGEST = 500;

  private static final Map<Integer, AdBindError> BY_CODE = new HashMap<>();

  static {
    for (AdBindError error : values()) {
      BY_CODE.put(error.code, error);
    }
  }

  private final int code;
  private final Reason reason;

  AdBindError(int code, Reason reason) {
    this.code = code;
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** The code in the text, in lower case; null if there is none. */
  static @Nullable String codeIn(@Nullable String diagnosticMessage) {
    if (diagnosticMessage == null) {
      return null;
    }
    Matcher data = DATA.matcher(start(diagnosticMessage));
    return data.find() ? data.group(1).toLowerCase(Locale.ROOT) : null;
  }

  /** The error with this code; null if it is none that we know. */
  static @Nullable AdBindError of(String code) {
    return BY_CODE.get((int) Long.parseLong(code, 16));
  }

  static boolean demandsChannelBinding(@Nullable String diagnosticMessage) {
    return diagnosticMessage != null && CHANNEL_BINDING.matcher(start(diagnosticMessage)).find();
  }

  private static String start(String text) {
    return text.substring(0, Math.min(LONGEST, text.length()));
  }
}
