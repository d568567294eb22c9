package io.postern.standalone.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Authorizer.Permission;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
  /** A Wednesday. */
  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

  private static final Identity ALICE = member("alice", "Internet Users");
  private static final Identity BOB = member("bob");

  @Test
  void authorize_noRule_permitsEverybody() {
    assertThat(decide(List.of(), BOB, "example.com", 443))
        .isEqualTo(new Permission(true, "every authenticated user"));
  }

  @Test
  void authorize_firstRuleThatApplies_decides() {
    List<AccessRule> rules =
        List.of(
            rule(0, false).destinations("*.gambling.example").make(),
            rule(1, true).groups("internet users").make());

    assertThat(decide(rules, ALICE, "www.gambling.example", 443).granted()).isFalse();
    assertThat(decide(rules, ALICE, "example.com", 443))
        .isEqualTo(new Permission(true, "access[1]: allow groups [internet users]"));
  }

  @Test
  void authorize_noRuleApplies_isTheOppositeOfTheLast() {
    List<AccessRule> allowing = List.of(rule(0, true).groups("Internet Users").make());
    List<AccessRule> denying = List.of(rule(0, false).groups("Guests").make());

    assertThat(decide(allowing, BOB, "example.com", 443).granted()).isFalse();
    assertThat(decide(denying, BOB, "example.com", 443).granted()).isTrue();
  }

  @Test
  void authorize_severalConditions_allHaveToHold() {
    List<AccessRule> rules =
        List.of(rule(0, true).groups("Internet Users").ports("443", "8000-8099").make());

    assertThat(decide(rules, ALICE, "example.com", 8080).granted()).isTrue();
    assertThat(decide(rules, ALICE, "example.com", 22).granted()).isFalse();
    assertThat(decide(rules, BOB, "example.com", 443).granted()).isFalse();
  }

  @Test
  void authorize_unknownTarget_doesNotMeetADestination() {
    List<AccessRule> rules = List.of(rule(0, true).destinations("example.com").make());

    assertThat(decide(rules, ALICE, null, 0).granted()).isFalse();
  }

  @Test
  void authorize_outsideTheHours_doesNotApply() {
    assertThat(atNoon("Mon-Fri 08:00-18:00").granted()).isTrue();
    assertThat(atNoon("Sat,Sun 08:00-18:00").granted()).isFalse();
    assertThat(atNoon("22:00-06:00").granted()).isFalse();
    assertThat(atNoon("Tue 18:00-13:00").granted()).isTrue();
    assertThat(atNoon("Wed 00:00-24:00").granted()).isTrue();
    assertThat(atNoon("12:00-12:01").granted()).isTrue();
    assertThat(atNoon("11:00-12:00").granted()).isFalse();
  }

  @Test
  void authorize_user_matchesByNameOrUpnInAnyCase() {
    List<AccessRule> rules =
        List.of(rule(0, true).users("ALICE").make(), rule(1, true).users("bob@example.com").make());

    assertThat(decide(rules, ALICE, "example.com", 443).granted()).isTrue();
    assertThat(decide(rules, BOB, "example.com", 443).granted()).isTrue();
    assertThat(decide(rules, member("carol"), "example.com", 443).granted()).isFalse();
  }

  @Test
  void servesPasswordChange_listedHost_isReachable() {
    AccessRules rules =
        new AccessRules(
            List.of(),
            List.of(Destination.parse("passwords.example.com")),
            InstantSource.fixed(NOON),
            ZoneOffset.UTC);

    assertThat(rules.servesPasswordChange(new AuthRequest.Target("Passwords.Example.com.", 443)))
        .isTrue();
    assertThat(rules.servesPasswordChange(new AuthRequest.Target("example.com", 443))).isFalse();
  }

  private static Permission atNoon(String hours) {
    AccessRule rule =
        new AccessRule(
            "access[0]",
            true,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(WeeklyHours.parse(hours)));
    return decide(List.of(rule), ALICE, "example.com", 443);
  }

  private static Permission decide(
      List<AccessRule> rules, Identity identity, @Nullable String host, int port) {
    AuthRequest.Target target = host == null ? null : new AuthRequest.Target(host, port);
    AuthRequest request = new AuthRequest("proxy", AuthField.PROXY, "CONNECT", target, null);
    return new AccessRules(rules, List.of(), InstantSource.fixed(NOON), ZoneOffset.UTC)
        .authorize(request, identity);
  }

  private static Identity member(String name, String... groups) {
    List<Groups.Group> all =
        List.of(groups).stream().map(group -> new Groups.Group(group, null, null)).toList();
    return new Identity(name, name, null, name + "@example.com", new Groups(all), null);
  }

  private static RuleDraft rule(int index, boolean allows) {
    return new RuleDraft("access[" + index + ']', allows);
  }

  private static final class RuleDraft {
    private final String name;
    private final boolean allows;
    private List<String> groups = List.of();
    private List<String> users = List.of();
    private List<Destination> destinations = List.of();
    private List<PortRange> ports = List.of();

    RuleDraft(String name, boolean allows) {
      this.name = name;
      this.allows = allows;
    }

    RuleDraft groups(String... all) {
      groups = List.of(all);
      return this;
    }

    RuleDraft users(String... all) {
      users = List.of(all);
      return this;
    }

    RuleDraft destinations(String... all) {
      destinations = List.of(all).stream().map(Destination::parse).toList();
      return this;
    }

    RuleDraft ports(String... all) {
      ports = List.of(all).stream().map(PortRange::parse).toList();
      return this;
    }

    AccessRule make() {
      return new AccessRule(name, allows, groups, users, destinations, ports, List.of());
    }
  }
}
