package io.postern.standalone;

import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.gate.Authorizer;
import io.postern.spi.Identity;
import io.postern.standalone.access.AccessRules;
import io.postern.standalone.config.Config;
import java.time.Clock;
import java.time.ZoneId;

/** The access rules at present: others after a reload. Thread-safe. */
final class LiveRules implements Authorizer {
  private volatile AccessRules rules;
  private volatile Runnable replaced = () -> {};

  LiveRules(Config config) {
    this.rules = rules(config);
  }

  void replace(Config config) {
    rules = rules(config);
    replaced.run();
  }

  /** Has {@code action} run when other rules hold. */
  void whenReplaced(Runnable action) {
    replaced = action;
  }

  @Override
  public Permission authorize(AuthRequest request, Identity identity) {
    return rules.authorize(request, identity);
  }

  @Override
  public boolean servesPasswordChange(Target target) {
    return rules.servesPasswordChange(target);
  }

  private static AccessRules rules(Config config) {
    return new AccessRules(
        config.rules(), config.passwordChange(), Clock.systemUTC(), ZoneId.systemDefault());
  }
}
