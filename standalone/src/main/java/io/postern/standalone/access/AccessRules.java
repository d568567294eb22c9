package io.postern.standalone.access;

import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.gate.Authorizer;
import io.postern.spi.Identity;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * The rules of the configuration. The first that applies decides; if none does, the opposite of
 * what the last one says. No rule at all: every authenticated user. Thread-safe.
 */
public final class AccessRules implements Authorizer {
  private final List<AccessRule> rules;
  private final List<Permission> permissions;
  private final Permission otherwise;
  private final List<Destination> passwordChange;
  private final boolean timed;
  private final InstantSource clock;
  private final ZoneId zone;

  /**
   * Makes rules.
   *
   * @param passwordChange what a user whose password is too old may still reach
   * @param zone in which the rules' times are meant
   */
  public AccessRules(
      List<AccessRule> rules, List<Destination> passwordChange, InstantSource clock, ZoneId zone) {
    this.rules = List.copyOf(rules);
    this.permissions =
        rules.stream().map(rule -> new Permission(rule.allows(), rule.toString())).toList();
    this.otherwise = otherwise(rules);
    this.passwordChange = List.copyOf(passwordChange);
    this.timed = rules.stream().anyMatch(rule -> !rule.times().isEmpty());
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public Permission authorize(AuthRequest request, Identity identity) {
    if (rules.isEmpty()) {
      return otherwise;
    }
    Target target = request.target();
    Destination.Host host = target == null ? null : Destination.Host.of(target.host());
    int port = target == null ? 0 : target.port();
    LocalDateTime now = timed ? LocalDateTime.ofInstant(clock.instant(), zone) : LocalDateTime.MIN;
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).appliesTo(identity, host, port, now)) {
        return permissions.get(i);
      }
    }
    return otherwise;
  }

  @Override
  public boolean servesPasswordChange(Target target) {
    Destination.Host host = Destination.Host.of(target.host());
    return passwordChange.stream().anyMatch(destination -> destination.contains(host));
  }

  private static Permission otherwise(List<AccessRule> rules) {
    if (rules.isEmpty()) {
      return new Permission(true, "every authenticated user");
    }
    boolean lastAllows = rules.get(rules.size() - 1).allows();
    return new Permission(
        !lastAllows, "no rule applies, and the last one " + (lastAllows ? "allows" : "denies"));
  }
}
