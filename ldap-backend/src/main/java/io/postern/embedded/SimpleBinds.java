package io.postern.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import io.postern.embedded.AdSettings.LockoutRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The domain controller's judgement of a name and a password, in AD's order: locked before
 * anything, then the password, and only for the right one what else is against the sign-in. A wrong
 * password is counted. Thread-safe; one at a time, so that no count is lost.
 */
final class SimpleBinds {
  private final AdStore store;
  private final AccountNames names;
  private final AccountRules rules;
  private final PasswordStore passwords;
  private final AdSettings settings;
  private final BindCounts counts = new BindCounts();

  SimpleBinds(
      AdStore store,
      AccountNames names,
      AccountRules rules,
      PasswordStore passwords,
      AdSettings settings) {
    this.store = store;
    this.names = names;
    this.rules = rules;
    this.passwords = passwords;
    this.settings = settings;
  }

  /** Whose bind it was, or why it was refused. */
  record Judgement(@Nullable AdAccount account, @Nullable BindRefusal refusal) {}

  BindCounts counts() {
    return counts;
  }

  synchronized Judgement judge(String bindName, byte[] password) {
    Entry entry = names.find(bindName);
    AdAccount account = AdAccount.of(entry);
    if (account == null) {
      counts.countNobody();
      return new Judgement(
          null, entry == null ? BindRefusal.INVALID_CREDENTIALS : BindRefusal.NOT_AN_ACCOUNT);
    }
    BindRefusal refusal = refusal(account, password, settings.clock().instant());
    counts.count(account.name(), refusal == null);
    return new Judgement(refusal == null ? account : null, refusal);
  }

  private @Nullable BindRefusal refusal(AdAccount account, byte[] password, Instant now) {
    if (rules.isLocked(account, now)) {
      return BindRefusal.LOCKED;
    }
    switch (passwords.match(account.guid(), password, now, settings.oldPasswordAccepted())) {
      case WRONG -> {
        countFailure(account, now);
        return BindRefusal.INVALID_CREDENTIALS;
      }
      case REMEMBERED -> {
        return BindRefusal.INVALID_CREDENTIALS;
      }
      case CURRENT, STILL_ACCEPTED -> {
        BindRefusal refusal = restriction(account, now);
        if (refusal == null) {
          clearFailures(account, now);
        }
        return refusal;
      }
    }
    throw new IllegalStateException("every match is handled");
  }

  private @Nullable BindRefusal restriction(AdAccount account, Instant now) {
    if (account.hasFlag(AdAccount.DISABLED)) {
      return BindRefusal.ACCOUNT_DISABLED;
    }
    if (!LogonHours.permit(account.entry().getAttributeValueBytes("logonHours"), now)) {
      return BindRefusal.LOGON_HOURS;
    }
    if (account.entry().hasAttribute("userWorkstations")) {
      return BindRefusal.WORKSTATION;
    }
    if (rules.isAccountExpired(account, now)) {
      return BindRefusal.ACCOUNT_EXPIRED;
    }
    if (rules.mustChangePassword(account)) {
      return BindRefusal.MUST_CHANGE;
    }
    return rules.isPasswordExpired(account, now) ? BindRefusal.PASSWORD_EXPIRED : null;
  }

  private void countFailure(AdAccount account, Instant now) {
    LockoutRule rule = rules.lockout(account);
    long last = account.number("badPasswordTime");
    boolean counting = last != 0 && now.isBefore(FileTime.instant(last).plus(rule.window()));
    long failures = (counting ? account.number("badPwdCount") : 0) + 1;
    List<Modification> changes = new ArrayList<>();
    changes.add(AdStore.set("badPwdCount", Long.toString(failures)));
    changes.add(AdStore.set("badPasswordTime", Long.toString(FileTime.of(now))));
    if (rule.threshold() > 0 && failures >= rule.threshold()) {
      changes.add(AdStore.set("lockoutTime", Long.toString(FileTime.of(now))));
    }
    modify(account, changes);
  }

  private void clearFailures(AdAccount account, Instant now) {
    List<Modification> changes = new ArrayList<>();
    changes.add(AdStore.set("lastLogon", Long.toString(FileTime.of(now))));
    if (account.number("badPwdCount") != 0) {
      changes.add(AdStore.set("badPwdCount", "0"));
    }
    if (account.number("lockoutTime") != 0) {
      changes.add(AdStore.set("lockoutTime", "0"));
    }
    modify(account, changes);
  }

  private void modify(AdAccount account, List<Modification> changes) {
    try {
      store.modify(account.dn(), changes);
    } catch (LDAPException impossible) {
      throw new IllegalStateException("the account was there a moment ago", impossible);
    }
  }
}
