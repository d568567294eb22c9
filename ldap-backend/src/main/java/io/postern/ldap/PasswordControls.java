package io.postern.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import com.unboundid.ldap.sdk.controls.PasswordExpiringControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10WarningType;
import io.postern.spi.Verdict.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about the password beside its answer to a bind: by the password-policy control
 * (draft-behera-ldap-password-policy-10) or Netscape's two older ones
 * (draft-vchu-ldap-pwd-policy-00).
 *
 * @param reason why the account may not sign in although, or because, of what the result says
 * @param passwordExpires when a warning says so; in the past while grace log-ins remain
 */
record PasswordControls(@Nullable Reason reason, @Nullable Instant passwordExpires) {

  /** Asks for the answer; servers that do not know it ignore it. */
  static Control request() {
    return new DraftBeheraLDAPPasswordPolicy10RequestControl(false);
  }

  /** Reads them; one that cannot be read says nothing. */
  static PasswordControls of(BindResult result, Instant now) {
    PasswordControls policy = policy(result, now);
    return policy != null ? policy : netscape(result, now);
  }

  private static @Nullable PasswordControls policy(BindResult result, Instant now) {
    DraftBeheraLDAPPasswordPolicy10ResponseControl control;
    try {
      control = DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result);
    } catch (LDAPException unreadable) {
      return null;
    }
    if (control == null) {
      return null;
    }
    Instant expires = null;
    if (control.getWarningType()
        == DraftBeheraLDAPPasswordPolicy10WarningType.TIME_BEFORE_EXPIRATION) {
      expires = now.plusSeconds(Math.max(0, control.getWarningValue()));
    } else if (control.getWarningType()
        == DraftBeheraLDAPPasswordPolicy10WarningType.GRACE_LOGINS_REMAINING) {
      expires = now;
    }
    return new PasswordControls(reason(control.getErrorType()), expires);
  }

  private static @Nullable Reason reason(@Nullable DraftBeheraLDAPPasswordPolicy10ErrorType error) {
    if (error == null) {
      return null;
    }
    return switch (error) {
      case PASSWORD_EXPIRED -> Reason.PASSWORD_EXPIRED;
      case ACCOUNT_LOCKED -> Reason.ACCOUNT_LOCKED;
      case CHANGE_AFTER_RESET -> Reason.PASSWORD_MUST_CHANGE;
      default -> null;
    };
  }

  private static PasswordControls netscape(BindResult result, Instant now) {
    try {
      if (PasswordExpiredControl.get(result) != null) {
        boolean letIn = result.getResultCode().intValue() == 0;
        return new PasswordControls(
            letIn ? Reason.PASSWORD_MUST_CHANGE : Reason.PASSWORD_EXPIRED, null);
      }
      PasswordExpiringControl expiring = PasswordExpiringControl.get(result);
      if (expiring != null) {
        return new PasswordControls(null, now.plusSeconds(expiring.getSecondsUntilExpiration()));
      }
    } catch (LDAPException unreadable) {
      return new PasswordControls(null, null);
    }
    return new PasswordControls(null, null);
  }
}
