package io.postern.standalone;

import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.cache.ShieldSettings;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapDoctor.Result;
import io.postern.ldap.LdapDoctor.Step;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.ServiceAccount;
import io.postern.standalone.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether the lockout shield's settings suit the policy of the domain. */
public final class ShieldCheck {
  private static final String NAME = "lockout shield";

  private ShieldCheck() {}

  /** A step for each domain; none where the settings follow its policy, or nobody can read it. */
  public static List<Step> of(Config config) {
    ShieldSettings shield = config.memory().shield();
    return shield.failedBinds() == null && shield.window() == null
        ? List.of()
        : config.directory().domains().stream()
            .map(domain -> of(domain.ldap(), shield))
            .filter(Objects::nonNull)
            .toList();
  }

  private static @Nullable Step of(LdapSettings domain, ShieldSettings shield) {
    ServiceAccount account = domain.serviceAccount();
    if (account == null) {
      return null;
    }
    try (LdapDirectory directory = LdapDirectory.open(domain, LdapListener.NONE)) {
      Deadline deadline = Deadline.after(domain.deadline());
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
