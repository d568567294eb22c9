package io.postern.standalone;

import io.postern.account.AccountDirectory;
import io.postern.basic.BasicScheme;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.gate.AuthField;
import io.postern.gate.AuthGate;
import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.gate.Decision;
import io.postern.gate.DecisionListener;
import io.postern.ldap.Forest;
import io.postern.ldap.LdapListener;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import io.postern.standalone.access.AccessRules;
import io.postern.standalone.config.Config;
import io.postern.standalone.explain.Explanation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decision outside of a server: the same gate, memory and directory, for one question. */
public final class Login {
  private Login() {}

  /**
   * Decides about a user, as the proxy would; blocks for no longer than the directory's deadline.
   *
   * @param password in UTF-8; left to the caller
   * @param target where the user would go; null: the rules that ask for it do not apply
   */
  public static Explanation decide(
      Config config, String user, byte[] password, @Nullable Target target) {
    Instant now = Instant.now();
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    AuthRequest request =
        new AuthRequest(
            "login", AuthField.PROXY, "", target, BasicScheme.fieldValue(name, password));
    long started = System.nanoTime();
    Decision decision = decide(config, request);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return new Explanation(now, Client.UNKNOWN, "login", "", target, decision, took.toNanos());
  }

  private static Decision decide(Config config, AuthRequest request) {
    AccessRules rules =
        new AccessRules(
            config.rules(), config.passwordChange(), Clock.systemUTC(), ZoneId.systemDefault());
    DecisionListener nobody = (asked, client, decision, nanos) -> {};
    try (AccountDirectory directory = Forest.open(config.directory(), LdapListener.NONE);
        CachingDirectory memory =
            new CachingDirectory(directory, config.memory(), MemoryListener.NONE, List.of())) {
      BasicScheme basic = new BasicScheme(memory, config.realm());
      AuthGate gate = new AuthGate(List.of(basic), rules, nobody);
      return gate.decideLater(request, new ConnectionAuth(Client.UNKNOWN))
          .toCompletableFuture()
          .join();
    }
  }
}
