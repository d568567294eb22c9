package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account in Active Directory. */
final class AdAccountEntry implements AccountEntry {
  /** MS-ADTS 2.2.16, userAccountControl. */
  private static final long DISABLED = 0x2;

  /** Bits of msDS-User-Account-Control-Computed, which knows the time and the policy. */
  private static final long LOCKED_OUT = 0x10;

  private static final long PASSWORD_EXPIRED = 0x80_0000;

  private static final List<String> ATTRIBUTES =
      List.of(
          "objectGUID",
          "sAMAccountName",
          "userPrincipalName",
          "userAccountControl",
          "msDS-User-Account-Control-Computed",
          "msDS-UserPasswordExpiryTimeComputed",
          "msDS-ResultantPSO",
          "pwdLastSet",
          "lockoutTime",
          "badPwdCount",
          "badPasswordTime",
          "accountExpires",
          "logonHours");

  @Override
  public List<String> attributes() {
    return ATTRIBUTES;
  }

  @Override
  public AccountState read(Entry entry, LockoutPolicy lockout, Instant now) {
    Long failed = AccountEntry.number(entry, "badPwdCount");
    Instant expires = FileTime.instant(AccountEntry.number(entry, "accountExpires"));
    return new AccountState(
        identity(entry),
        false,
        refusal(entry, expires, now),
        entry.getAttributeValue("pwdLastSet"),
        FileTime.instant(AccountEntry.number(entry, "pwdLastSet")),
        failed == null ? 0 : Math.toIntExact(Math.min(Integer.MAX_VALUE, failed)),
        FileTime.instant(AccountEntry.number(entry, "badPasswordTime")),
        earlier(expires, LogonHours.end(entry.getAttributeValueBytes("logonHours"), now)),
        lockout);
  }

  private static Identity identity(Entry entry) {
    String key = ObjectIds.guid(entry.getAttributeValueBytes("objectGUID"));
    String name = entry.getAttributeValue("sAMAccountName");
    return new Identity(
        key != null ? key : AccountEntry.normalised(entry.getDN()),
        name != null ? name : entry.getDN(),
        entry.getDN(),
        entry.getAttributeValue("userPrincipalName"),
        Groups.NONE,
        FileTime.instant(AccountEntry.number(entry, "msDS-UserPasswordExpiryTimeComputed")));
  }

  /** In the order in which AD itself gives its reasons. */
  private static @Nullable Reason refusal(Entry entry, @Nullable Instant expires, Instant now) {
    long computed = bits(entry, "msDS-User-Account-Control-Computed");
    if ((computed & LOCKED_OUT) != 0) {
      return Reason.ACCOUNT_LOCKED;
    }
    if ((bits(entry, "userAccountControl") & DISABLED) != 0) {
      return Reason.ACCOUNT_DISABLED;
    }
    if (expires != null && !now.isBefore(expires)) {
      return Reason.ACCOUNT_EXPIRED;
    }
    if ((computed & PASSWORD_EXPIRED) != 0) {
      Long lastSet = AccountEntry.number(entry, "pwdLastSet");
      return lastSet != null && lastSet == 0
          ? Reason.PASSWORD_MUST_CHANGE
          : Reason.PASSWORD_EXPIRED;
    }
    return null;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private static long bits(Entry entry, String attribute) {
    Long bits = AccountEntry.number(entry, attribute);
    return bits == null ? 0 : bits;
  }
}
