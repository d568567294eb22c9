package io.postern.squid;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.spi.Client;
import io.postern.spi.Groups;
import io.postern.squid.SquidReply.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Squid's {@code auth_param basic program}: a line is {@code USER PASSWORD}, and whatever
 * key_extras add; an IP address among those is taken for the client's.
 *
 * <p>Squid turns everything but OK into a 407, and asks three times after a BH. Where {@code
 * squid.conf} lets in only those whose note {@code authstate_} is {@code allowed}, other decisions
 * can be an OK with another word in that note: then an outage is a 503 and an expired password a
 * 403.
 */
final class SquidBasicDialect implements SquidDialect {
  private final DecisionNotes notes;
  private final boolean denyByNote;
  private final boolean groupNotes;

  SquidBasicDialect(DecisionNotes notes, HelperOptions options) {
    this.notes = notes;
    this.denyByNote = options.denyByNote();
    this.groupNotes = options.groupNotes();
  }

  @Override
  public @Nullable Question question(SquidLine.Fields line) {
    int fields = line.octets().size();
    if (fields < 2) {
      return null;
    }
    Client client = Client.UNKNOWN;
    for (int i = 2; i < fields && client.equals(Client.UNKNOWN); i++) {
      client = Client.at(line.text(i));
    }
    return new Question(
        new AuthRequest("squid", AuthField.PROXY, "", null, credentials(line)), client, List.of());
  }

  /** A colon cannot be in a user-id (RFC 7617 §2): as a field it would move into the password. */
  private static String credentials(SquidLine.Fields line) {
    byte[] userId = line.octets().get(0);
    for (byte octet : userId) {
      if (octet == ':') {
        return "Basic";
      }
    }
    return BasicScheme.fieldValue(userId, line.octets().get(1));
  }

  @Override
  public SquidReply reply(Question question, Decision decision) {
    return decision.handle(new Translation());
  }

  private final class Translation implements Decision.Handler<SquidReply> {
    @Override
    public SquidReply allowed(Decision.Allowed decision) {
      SquidReply reply = notes.about(decision, decision.identity(), Result.OK);
      if (groupNotes) {
        for (Groups.Group group : decision.identity().groups().all()) {
          reply.note("group", group.name());
        }
      }
      return reply;
    }

    @Override
    public SquidReply challenged(Decision.Challenged decision) {
      return explained(decision, notes.about(decision, Result.ERR));
    }

    @Override
    public SquidReply refused(Decision.Refused decision) {
      return explained(decision, notes.about(decision, denial()));
    }

    @Override
    public SquidReply notPermitted(Decision.NotPermitted decision) {
      return explained(decision, notes.about(decision, decision.identity(), denial()));
    }

    @Override
    public SquidReply unavailable(Decision.Unavailable decision) {
      return explained(decision, notes.about(decision, denyByNote ? Result.OK : Result.BH));
    }

    private Result denial() {
      return denyByNote ? Result.OK : Result.ERR;
    }

    /** Squid's pages show the free text as %m for Basic, and the note for all other schemes. */
    private SquidReply explained(Decision decision, SquidReply reply) {
      String text = notes.text(decision);
      return reply.note("message", text).text(text);
    }
  }
}
