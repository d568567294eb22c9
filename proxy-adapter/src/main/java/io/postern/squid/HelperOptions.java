package io.postern.squid;

import io.postern.answer.DecisionResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one helper speaks. Immutable.
 *
 * @param denyByNote whether {@code squid.conf} has rules about the note {@code authstate_}: then
 *     all but a wrong password is an OK with another word in it. Without the rules, that would let
 *     everybody in
 * @param groupNotes whether a {@code group=} note is sent for each group, too. Squid keeps them
 *     until it forgets the user, also those that the user is not in any more
 */
public record HelperOptions(
    Interface speaks, Channels channels, boolean denyByNote, boolean groupNotes) {
  /** As {@code auth_param basic program} needs it. */
  public static final HelperOptions BASIC =
      new HelperOptions(Interface.BASIC, Channels.AUTO, false, false);

  private static final String GREETING = "postern-squid-helper";

  /** One of Squid's helper interfaces. */
  public enum Interface {
    /** {@code auth_param basic program}. */
    BASIC,
    /** {@code external_acl_type}. */
    ACL
  }

  public HelperOptions with(Channels channels) {
    return new HelperOptions(speaks, channels, denyByNote, groupNotes);
  }

  public HelperOptions withAcl() {
    return new HelperOptions(Interface.ACL, channels, denyByNote, groupNotes);
  }

  public HelperOptions withDenyByNote() {
    return new HelperOptions(speaks, channels, true, groupNotes);
  }

  public HelperOptions withGroupNotes() {
    return new HelperOptions(speaks, channels, denyByNote, true);
  }

  SquidDialect dialect(DecisionResponse answers) {
    DecisionNotes notes = new DecisionNotes(answers, Clock.systemUTC());
    return switch (speaks) {
      case BASIC -> new SquidBasicDialect(notes, this);
      case ACL -> new SquidAclDialect(notes, this);
    };
  }

  /** As the line with which a helper greets the program that answers for it. */
  String greeting() {
    List<String> words = new ArrayList<>(List.of(GREETING, speaks.name(), channels.name()));
    if (denyByNote) {
      words.add("DENY-BY-NOTE");
    }
    if (groupNotes) {
      words.add("GROUP-NOTES");
    }
    return String.join(" ", words);
  }

  /**
   * Reads a greeting.
   *
   * @return null if it is none
   */
  static @Nullable HelperOptions parse(String greeting) {
    List<String> words = List.of(greeting.split(" ", -1));
    if (words.size() < 3 || !words.get(0).equals(GREETING)) {
      return null;
    }
    try {
      return new HelperOptions(
          Interface.valueOf(words.get(1)),
          Channels.valueOf(words.get(2)),
          words.contains("DENY-BY-NOTE"),
          words.contains("GROUP-NOTES"));
    } catch (IllegalArgumentException otherVersion) {
      return null;
    }
  }
}
