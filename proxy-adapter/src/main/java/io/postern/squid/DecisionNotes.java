package io.postern.squid;

import io.postern.answer.Answer;
import io.postern.answer.DecisionResponse;
import io.postern.answer.Preferences;
import io.postern.answer.PublicReason;
import io.postern.gate.Decision;
import io.postern.spi.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What every dialect tells Squid about a decision in notes, for its rules ({@code acl … note}), its
 * log ({@code %note}) and its pages.
 */
final class DecisionNotes {
  /**
   * What became of the user, in one word: all that {@code squid.conf} needs to tell cases apart.
   */
  static final String STATE = "authstate_";

  private static final String DECISION = "decision_";

  private final DecisionResponse answers;
  private final Clock clock;

  DecisionNotes(DecisionResponse answers, Clock clock) {
    this.answers = answers;
    this.clock = clock;
  }

  /** The reply with the notes that do not depend on who the user is. */
  SquidReply about(Decision decision, SquidReply.Result result) {
    return new SquidReply(result)
        .note(STATE, PublicReason.of(decision))
        .note(DECISION, decision.id().toString());
  }

  /** The reply with who the user is, too. */
  SquidReply about(Decision decision, Identity identity, SquidReply.Result result) {
    SquidReply reply =
        about(decision, result)
            .note("user", identity.name())
            // One note for all groups: Squid adds every group= to those that it has of the user,
            // and never takes one away.
            .note("groups_", list(identity.groups().names()));
    if (identity.passwordExpires() != null) {
      long days = Duration.between(clock.instant(), identity.passwordExpires()).toDays();
      reply.note("password_expires_", Long.toString(Math.max(0, days)));
    }
    return reply;
  }

  /** Joined by commas, so a comma of a name's own is escaped. */
  private static String list(List<String> names) {
    return names.stream()
        .map(name -> name.replace("%", "%25").replace(",", "%2C"))
        .collect(Collectors.joining(","));
  }

  /** The decision's own text for the user, on one line. */
  String text(Decision decision) {
    Answer answer = answers.to(decision, Preferences.NONE);
    if (answer == null) {
      return "";
    }
    List<String> lines = answer.text().lines().toList();
    return lines.get(0) + ". " + String.join(" ", lines.subList(1, lines.size()));
  }
}
