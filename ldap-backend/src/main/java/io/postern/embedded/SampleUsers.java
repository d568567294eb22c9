package io.postern.embedded;

import io.postern.embedded.AdSettings.LockoutRule;
import java.time.Duration;

/** The users that the demo shows: one for each answer that a directory gives. */
final class SampleUsers {
  private static final String PASSWORD = "secret";

  private SampleUsers() {}

  static void addTo(AdUsers users, AdSettings settings) {
    users.addGroup("Internet Users");
    users.add("alice", PASSWORD).join("alice", "Internet Users");
    users.add("bob", PASSWORD);
    users.add("expired", PASSWORD).expirePassword("expired");
    users.add("mustchange", PASSWORD).requirePasswordChange("mustchange");
    users.add("disabled", PASSWORD).disable("disabled");
    users.add("locked", PASSWORD);
    LockoutRule untilUnlocked =
        new LockoutRule(settings.lockout().threshold(), settings.lockout().window(), Duration.ZERO);
    users.applyPolicy("locked", untilUnlocked, settings.maximumPasswordAge()).lock("locked");
    users
        .add("accountexpired", PASSWORD)
        .expireAccount("accountexpired", settings.clock().instant().minus(Duration.ofDays(1)));
    users.add("hours", PASSWORD).forbidEveryHour("hours");
    users.add("müller", "pässwörd:1");
  }
}
