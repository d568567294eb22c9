package io.postern.standalone;

import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.cache.Fleet;
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

/** Whether the lockout shield's settings suit the policy of the domain, and the other Posterns. */
public final class ShieldCheck {
  private static final String NAME = "lockout shield";

  private ShieldCheck() {}

  /** A step for each domain; none where the settings follow its policy, or nobody can read it. */
  public static List<Step> of(Config config) {
    ShieldSettings shield = config.memory().shield();
    boolean isAuto = shield.failedBinds() == null && shield.window() == null;
    return isAuto && shield.fleet().proxies() == 1
        ? List.of()
        : config.directory().domains().stream()
            .map(domain -> of(domain.ldap(), shield))
            .filter(Objects::nonNull)
            .toList();
  }

  private static @Nullable Step of(LdapSettings domain, ShieldSettings shield) {
    ServiceAccount account = domain.serviceAccount();
    if (account == null) {
      return shield.fleet().proxies() == 1
          ? null
          : new Step(
              NAME,
              Result.WARN,
              "without a service account no Postern sees what the others spend",
              "set directory.service-account, or run one Postern alone");
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
    Step apart = judge(shield.fleet(), policy.threshold());
    return apart != null
        ? apart
        : new Step(NAME, Result.OK, "stays below the policy's threshold", null);
  }

  /** At a high threshold there is room for all of them at once. */
  private static @Nullable Step judge(Fleet fleet, int threshold) {
    int proxies = fleet.proxies();
    if (proxies == 1 || fleet.takesTurns() || proxies + 2 < threshold) {
      return null;
    }
    return new Step(
        NAME,
        Result.WARN,
        proxies
            + " Posterns that bind in the same moment may "
            + (proxies < threshold ? "leave an account one attempt" : "lock an account"),
        "set lockout-shield.proxy to 1 on the first, 2 on the next and so on, and they take turns");
  }
}
