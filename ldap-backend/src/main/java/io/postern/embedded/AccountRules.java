package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.embedded.AdSettings.LockoutRule;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the domain's policy, or an account's own (PSO), makes of an account's attributes. */
final class AccountRules {
  /** UF_LOCKOUT in msDS-User-Account-Control-Computed. */
  private static final int LOCKED = 0x10;

  /** UF_PASSWORD_EXPIRED in msDS-User-Account-Control-Computed. */
  private static final int EXPIRED = 0x800000;

  private final AdStore store;
  private final String baseDn;

  AccountRules(AdStore store, String baseDn) {
    this.store = store;
    this.baseDn = baseDn;
  }

  LockoutRule lockout(AdAccount account) {
    Entry policy = passwordSettings(account);
    return policy == null
        ? lockout(domain(), "lockoutThreshold", "lockOutObservationWindow", "lockoutDuration")
        : lockout(
            policy,
            "msDS-LockoutThreshold",
            "msDS-LockoutObservationWindow",
            "msDS-LockoutDuration");
  }

  boolean isLocked(AdAccount account, Instant now) {
    long lockedAt = account.number("lockoutTime");
    if (lockedAt == 0) {
      return false;
    }
    Duration duration = lockout(account).duration();
    return duration.isZero() || now.isBefore(FileTime.instant(lockedAt).plus(duration));
  }

  boolean isAccountExpired(AdAccount account, Instant now) {
    long expires = account.number("accountExpires");
    return expires != 0 && expires != FileTime.NEVER && expires <= FileTime.of(now);
  }

  boolean mustChangePassword(AdAccount account) {
    return !account.hasFlag(AdAccount.PASSWORD_NEVER_EXPIRES) && account.number("pwdLastSet") == 0;
  }

  boolean isPasswordExpired(AdAccount account, Instant now) {
    return passwordExpiry(account) <= FileTime.of(now);
  }

  /** What msDS-UserPasswordExpiryTimeComputed shows. */
  long passwordExpiry(AdAccount account) {
    if (account.hasFlag(AdAccount.PASSWORD_NEVER_EXPIRES)) {
      return FileTime.NEVER;
    }
    long set = account.number("pwdLastSet");
    if (set == 0) {
      return 0;
    }
    Entry policy = passwordSettings(account);
    long maximumAge =
        policy == null ? number(domain(), "maxPwdAge") : number(policy, "msDS-MaximumPasswordAge");
    return FileTime.isEndless(maximumAge) ? FileTime.NEVER : set - maximumAge;
  }

  /** What msDS-User-Account-Control-Computed shows. */
  int computedFlags(AdAccount account, Instant now) {
    return (isLocked(account, now) ? LOCKED : 0) | (isPasswordExpired(account, now) ? EXPIRED : 0);
  }

  private static LockoutRule lockout(
      Entry policy, String threshold, String window, String duration) {
    return new LockoutRule(
        (int) number(policy, threshold),
        span(number(policy, window)),
        span(number(policy, duration)));
  }

  private static Duration span(long stored) {
    return FileTime.isEndless(stored) ? Duration.ZERO : Duration.ofNanos(-stored * 100);
  }

  private static long number(Entry entry, String attribute) {
    Long value = entry.getAttributeValueAsLong(attribute);
    return value == null ? 0 : value;
  }

  private @Nullable Entry passwordSettings(AdAccount account) {
    String dn = account.entry().getAttributeValue("msDS-ResultantPSO");
    return dn == null ? null : get(dn);
  }

  private Entry domain() {
    Entry domain = get(baseDn);
    if (domain == null) {
      throw new IllegalStateException("no domain entry");
    }
    return domain;
  }

  private @Nullable Entry get(String dn) {
    try {
      return store.get(new DN(dn));
    } catch (LDAPException notADn) {
      return null;
    }
  }
}
