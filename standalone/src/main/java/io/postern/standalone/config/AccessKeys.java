package io.postern.standalone.config;

import io.postern.standalone.access.AccessRule;
import io.postern.standalone.access.Destination;
import io.postern.standalone.access.PortRange;
import io.postern.standalone.access.WeeklyHours;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of {@code access} and {@code on-password-expired}. */
final class AccessKeys {
  static final Kind.ListOf<Destination> DESTINATIONS =
      new Kind.ListOf<>(Kind.of("host, *.suffix or address block", Destination::parse));
  private static final Kind.ListOf<String> TEXTS = new Kind.ListOf<>(Kinds.TEXT);
  private static final Kind.ListOf<PortRange> PORTS =
      new Kind.ListOf<>(Kind.of("port or range", PortRange::parse));
  private static final Kind.ListOf<WeeklyHours> TIMES =
      new Kind.ListOf<>(Kind.of("hours", WeeklyHours::parse));

  private static final Conditions ALLOW = new Conditions("access[].allow");
  private static final Conditions DENY = new Conditions("access[].deny");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "access",
          "A list of rules, each an `allow` or a `deny` with its conditions. A rule applies if all"
              + " of its conditions hold; the first that applies decides. If none applies, the"
              + " opposite of the last one holds: after a list of what is denied the rest is"
              + " allowed, after a list of what is allowed the rest is denied. Without rules every"
              + " authenticated user may go everywhere.",
          concat(ALLOW.keys(), DENY.keys()));

  private static final Key<URI> CHANGE_URL =
      Key.optional(
          "on-password-expired.change-url",
          Kinds.URL,
          "the page says to ask the help desk",
          "https://passwords.corp.example.com/",
          "Where a user changes a password that expired or must be changed. The page that says so"
              + " links to it, and its host can be reached with the old password.");

  private static final Key<List<Destination>> ALLOW_DESTINATIONS =
      Key.of(
          "on-password-expired.allow-destinations",
          DESTINATIONS,
          "[]",
          "[passwords.corp.example.com, \"*.login.example.com\"]",
          "What else can be reached with a password that expired or must be changed: what the"
              + " change page needs.");

  static final KeyTable.Section ON_PASSWORD_EXPIRED =
      new KeyTable.Section(
          "on-password-expired",
          "What a user can still do whose password is right, but too old.",
          List.of(CHANGE_URL, ALLOW_DESTINATIONS));

  private AccessKeys() {}

  static void check(Values values) {
    for (Values rule : values.each("access")) {
      boolean allow = rule.has("access[].allow");
      if (allow == rule.has("access[].deny")) {
        rule.problem("access[]", "a rule is either an allow or a deny");
      } else if (rule.isBlank(allow ? "access[].allow" : "access[].deny")) {
        rule.problem("access[]", "the rule has no condition; write {} if it is for everybody");
      }
    }
  }

  static List<AccessRule> rules(Values values) {
    List<AccessRule> rules = new ArrayList<>();
    for (Values rule : values.each("access")) {
      boolean allow = rule.has("access[].allow");
      String name = "access[" + rules.size() + ']';
      rules.add((allow ? ALLOW : DENY).rule(rule, name, allow));
    }
    return rules;
  }

  static @Nullable URI changeUrl(Values values) {
    return values.find(CHANGE_URL);
  }

  /** What can be reached with an old password: what is listed, and the change page's host. */
  static List<Destination> passwordChange(Values values) {
    List<Destination> destinations = new ArrayList<>(values.get(ALLOW_DESTINATIONS));
    URI changeUrl = changeUrl(values);
    if (changeUrl != null) {
      destinations.add(Destination.parse(changeUrl.getHost().replaceAll("[\\[\\]]", "")));
    }
    return destinations;
  }

  private static List<Key<?>> concat(List<Key<?>> first, List<Key<?>> second) {
    List<Key<?>> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  /** The conditions of an {@code allow} or a {@code deny}. */
  private static final class Conditions {
    private final Key<List<String>> groups;
    private final Key<List<String>> users;
    private final Key<List<Destination>> destinations;
    private final Key<List<PortRange>> ports;
    private final Key<List<WeeklyHours>> times;

    Conditions(String path) {
      groups =
          condition(
              path,
              "groups",
              TEXTS,
              "[\"Internet Users\"]",
              "The user is in one of these groups, directly or through other groups; by name, DN"
                  + " or SID.");
      users =
          condition(
              path,
              "users",
              TEXTS,
              "[alice, bob]",
              "The user is one of these, by account name or user principal name.");
      destinations =
          condition(
              path,
              "destinations",
              DESTINATIONS,
              "[\"*.gambling.example\", 192.0.2.0/24]",
              "The request goes to one of these: a host; every host below a name (`*.name`), or"
                  + " with the name itself (`.name`); or a block of addresses, which holds only"
                  + " requests that are written with an address.");
      ports =
          condition(
              path, "ports", PORTS, "[443, 8000-8099]", "The request goes to one of these ports.");
      times =
          condition(
              path,
              "times",
              TIMES,
              "[\"Mon-Fri 08:00-18:00\"]",
              "It is one of these hours, in the server's time zone.");
    }

    List<Key<?>> keys() {
      return List.of(groups, users, destinations, ports, times);
    }

    AccessRule rule(Values values, String name, boolean allows) {
      return new AccessRule(
          name,
          allows,
          values.get(groups),
          values.get(users),
          values.get(destinations),
          values.get(ports),
          values.get(times));
    }

    private static <T> Key<List<T>> condition(
        String path, String name, Kind.ListOf<T> kind, String example, String description) {
      return Key.of(path + '.' + name, kind, "[]", example, description);
    }
  }
}
