package io.postern.ldap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.unboundid.ldap.sdk.Entry;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When accounts are locked: by the domain's policy or by one of their own. Remembered for a while.
 * Thread-safe.
 */
final class LockoutPolicies {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST = 1_000;

  private final Cache<String, LockoutPolicy> known =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
  private final LdapSettings settings;

  LockoutPolicies(LdapSettings settings) {
    this.settings = settings;
  }

  /** The policy that holds for the account of this entry. */
  LockoutPolicy of(Entry account, Searching searching, Deadline deadline) {
    return settings.isActiveDirectory()
        ? ofAd(account.getAttributeValue("msDS-ResultantPSO"), searching, deadline)
        : ofLdap(account.getAttributeValue("pwdPolicySubentry"), searching, deadline);
  }

  /** The policy of the AD domain itself. */
  LockoutPolicy ofDomain(Searching searching, Deadline deadline) {
    return read(
        settings.domainDn(),
        searching,
        deadline,
        LockoutPolicies::adDomain,
        "lockoutThreshold",
        "lockOutObservationWindow");
  }

  private LockoutPolicy ofAd(@Nullable String passwordSettings, Searching as, Deadline deadline) {
    LockoutPolicy domain = ofDomain(as, deadline);
    if (passwordSettings == null) {
      return domain;
    }
    LockoutPolicy own =
        read(
            passwordSettings,
            as,
            deadline,
            LockoutPolicies::adPasswordSettings,
            "msDS-LockoutThreshold",
            "msDS-LockoutObservationWindow");
    // Ordinary accounts may not read it; the domain's is our best guess.
    return own.known() ? own : new LockoutPolicy(domain.threshold(), domain.window(), false);
  }

  private LockoutPolicy ofLdap(@Nullable String policy, Searching searching, Deadline deadline) {
    return policy == null
        ? LockoutPolicy.UNKNOWN
        : read(
            policy,
            searching,
            deadline,
            LockoutPolicies::ppolicy,
            "pwdLockout",
            "pwdMaxFailure",
            "pwdFailureCountInterval");
  }

  /** What cannot be read is not known, and is asked again with the next account. */
  private LockoutPolicy read(
      String dn, Searching searching, Deadline deadline, Reader reader, String... attributes) {
    LockoutPolicy remembered = known.getIfPresent(dn);
    if (remembered != null) {
      return remembered;
    }
    LockoutPolicy policy = LockoutPolicy.UNKNOWN;
    try {
      List<? extends Entry> entries =
          searching.search(Query.entry(dn, attributes), deadline).entries();
      policy = entries.isEmpty() ? policy : reader.read(entries.get(0));
    } catch (Unanswered unanswered) {
      return policy;
    }
    known.put(dn, policy);
    return policy;
  }

  private static LockoutPolicy adDomain(Entry entry) {
    return ad(entry, "lockoutThreshold", "lockOutObservationWindow");
  }

  private static LockoutPolicy adPasswordSettings(Entry entry) {
    return ad(entry, "msDS-LockoutThreshold", "msDS-LockoutObservationWindow");
  }

  private static LockoutPolicy ad(Entry entry, String threshold, String window) {
    Integer failures = entry.getAttributeValueAsInteger(threshold);
    Duration span = FileTime.span(entry.getAttributeValueAsLong(window));
    return failures == null
        ? LockoutPolicy.UNKNOWN
        : new LockoutPolicy(
            Math.max(0, failures), span != null ? span : LockoutPolicy.UNKNOWN.window(), true);
  }

  /** Draft-behera-ldap-password-policy-10 §5.2; an interval of 0 counts failures for ever. */
  private static LockoutPolicy ppolicy(Entry entry) {
    boolean locks = "true".equalsIgnoreCase(entry.getAttributeValue("pwdLockout"));
    Integer failures = entry.getAttributeValueAsInteger("pwdMaxFailure");
    Integer seconds = entry.getAttributeValueAsInteger("pwdFailureCountInterval");
    return new LockoutPolicy(
        locks && failures != null ? Math.max(0, failures) : 0,
        seconds == null || seconds <= 0 ? Duration.ofDays(3650) : Duration.ofSeconds(seconds),
        true);
  }

  /** Makes a policy of the entry that describes it. */
  @FunctionalInterface
  private interface Reader {
    LockoutPolicy read(Entry entry);
  }
}
