package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.util.StaticUtils;
import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict.Reason;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account in OpenLDAP, 389 DS, FreeIPA, ApacheDS and others. Most of what their password
 * policies keep is operational and often hidden from us: what is not shown is not known.
 */
final class LdapAccountEntry implements AccountEntry {
  /** The ppolicy overlay's way to say that an administrator locked the account for good. */
  private static final String LOCKED_FOR_GOOD = "000001010000Z";

  private static final List<String> ATTRIBUTES =
      List.of(
          "uid",
          "cn",
          "mail",
          "entryUUID",
          "nsUniqueId",
          "ipaUniqueID",
          "pwdChangedTime",
          "pwdFailureTime",
          "pwdAccountLockedTime",
          "pwdReset",
          "pwdPolicySubentry",
          "passwordExpirationTime",
          "passwordRetryCount",
          "nsAccountLock",
          "krbLastPwdChange",
          "krbPasswordExpiration");

  @Override
  public List<String> attributes() {
    return ATTRIBUTES;
  }

  @Override
  public AccountState read(Entry entry, LockoutPolicy lockout, Instant now) {
    String[] failures = entry.getAttributeValues("pwdFailureTime");
    Long retries = AccountEntry.number(entry, "passwordRetryCount");
    return new AccountState(
        identity(entry),
        false,
        refusal(entry),
        first(entry, "pwdChangedTime", "krbLastPwdChange"),
        instant(first(entry, "pwdChangedTime", "krbLastPwdChange")),
        failures != null
            ? failures.length
            : retries == null ? 0 : Math.toIntExact(Math.min(Integer.MAX_VALUE, retries)),
        latest(failures),
        null,
        lockout);
  }

  private static Identity identity(Entry entry) {
    String key = first(entry, "entryUUID", "ipaUniqueID", "nsUniqueId");
    String name = first(entry, "uid", "cn");
    return new Identity(
        key != null ? AdNames.level(key) : AccountEntry.normalised(entry.getDN()),
        name != null ? name : entry.getDN(),
        entry.getDN(),
        null,
        Groups.NONE,
        instant(first(entry, "passwordExpirationTime", "krbPasswordExpiration")));
  }

  private static @Nullable Reason refusal(Entry entry) {
    if (LOCKED_FOR_GOOD.equals(entry.getAttributeValue("pwdAccountLockedTime"))) {
      return Reason.ACCOUNT_LOCKED;
    }
    if ("true".equalsIgnoreCase(entry.getAttributeValue("nsAccountLock"))) {
      return Reason.ACCOUNT_DISABLED;
    }
    return "true".equalsIgnoreCase(entry.getAttributeValue("pwdReset"))
        ? Reason.PASSWORD_MUST_CHANGE
        : null;
  }

  private static @Nullable Instant latest(String @Nullable [] times) {
    Instant latest = null;
    for (String time : times == null ? new String[0] : times) {
      Instant at = instant(time);
      if (at != null && (latest == null || at.isAfter(latest))) {
        latest = at;
      }
    }
    return latest;
  }

  private static @Nullable Instant instant(@Nullable String generalizedTime) {
    if (generalizedTime == null) {
      return null;
    }
    try {
      return StaticUtils.decodeGeneralizedTime(generalizedTime).toInstant();
    } catch (ParseException notTime) {
      return null;
    }
  }

  private static @Nullable String first(Entry entry, String... attributes) {
    for (String attribute : attributes) {
      String value = entry.getAttributeValue(attribute);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
