package io.postern.standalone;

import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.cache.ShieldSettings;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapDoctor.Step;
import io.postern.ldap.LdapListener;
import io.postern.ldap.ServiceAccount;
import io.postern.standalone.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether the lockout shield's settings suit the policy of the domain. */
public final class ShieldCheck {
  private static final String NAME = "lockout shield";

  private ShieldCheck() {}

  /** The step; null where the settings follow the policy by themselves, or nobody can read it. */
  public static @Nullable Step of(Config config) {
    ShieldSettings shield = config.memory().shield();
    ServiceAccount account = config.directory().serviceAccount();
    if (account == null || (shield.failedBinds() == null && shield.window() == null)) {
      return null;
    }
    try (LdapDirectory directory = LdapDirectory.open(config.directory(), LdapListener.NONE)) {
      Deadline deadline = Deadline.after(config.directory().deadline());
      return directory.find(account.name(), deadline) instanceof Lookup.Found found
          ? judge(shield, found.state().lockout())
          : null;
    }
  }

  private static @Nullable Step judge(ShieldSettings shield, LockoutPolicy policy) {
    if (!policy.known() || policy.threshold() == 0) {
      return null;
    }
    Integer failedBinds = shield.failedBinds();
    if (failedBinds != null && failedBinds >= policy.threshold()) {
      return new Step(
          NAME,
          Result.FAIL,
          failedBinds + " failed binds are let through, and " + policy.threshold() + " lock",
          "set lockout-shield.failed-binds to auto, or to less than " + policy.threshold());
    }
    Duration window = shield.window();
    if (window != null && window.compareTo(policy.window()) < 0) {
      return new Step(
          NAME,
          Result.WARN,
          "it forgets a failed bind before the directory does, which takes "
              + policy.window().toMinutes()
              + " minutes",
          "set lockout-shield.window to auto");
    }
    return new Step(NAME, Result.OK, "stays below the policy's threshold", null);
  }
}
