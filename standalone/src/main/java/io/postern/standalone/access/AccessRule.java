package io.postern.standalone.access;

import io.postern.spi.Identity;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: it decides about a request that all of its conditions hold for. An empty list is no
 * condition. Immutable.
 *
 * @param name where it stands, such as {@code access[1]}
 * @param groups the user is in one of them, by name, DN or SID
 * @param users the user is one of them, by name or user principal name, in any case
 */
public record AccessRule(
    String name,
    boolean allows,
    List<String> groups,
    List<String> users,
    List<Destination> destinations,
    List<PortRange> ports,
    List<WeeklyHours> times) {

  /**
   * Whether every condition holds.
   *
   * @param host null where the adapter does not know it: a rule with destinations does not apply
   */
  boolean appliesTo(
      Identity identity, Destination.@Nullable Host host, int port, LocalDateTime now) {
    return holdsForUser(identity)
        && (destinations.isEmpty() || (host != null && isDestination(host)))
        && (ports.isEmpty() || (host != null && ports.stream().anyMatch(p -> p.contains(port))))
        && (times.isEmpty() || times.stream().anyMatch(hours -> hours.contain(now)));
  }

  private boolean holdsForUser(Identity identity) {
    return (groups.isEmpty() || isMember(identity)) && (users.isEmpty() || isUser(identity));
  }

  private boolean isUser(Identity identity) {
    for (String user : users) {
      if (user.equalsIgnoreCase(identity.name())
          || user.equalsIgnoreCase(identity.userPrincipalName())) {
        return true;
      }
    }
    return false;
  }

  private boolean isMember(Identity identity) {
    for (String group : groups) {
      if (identity.groups().contains(group)) {
        return true;
      }
    }
    return false;
  }

  private boolean isDestination(Destination.Host host) {
    for (Destination destination : destinations) {
      if (destination.contains(host)) {
        return true;
      }
    }
    return false;
  }

  /** The rule in words: {@code access[1]: allow groups [Internet Users]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append(": ").append(allows ? "allow" : "deny");
    append(text, " groups ", groups);
    append(text, " users ", users);
    append(text, " destinations ", destinations);
    append(text, " ports ", ports);
    append(text, " times ", times);
    return text.toString();
  }

  private static void append(StringBuilder text, String condition, List<?> values) {
    if (!values.isEmpty()) {
      text.append(condition).append(values);
    }
  }
}
