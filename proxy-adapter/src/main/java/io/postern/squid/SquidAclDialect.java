package io.postern.squid;

import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.gate.Decision;
import io.postern.spi.Client;
import io.postern.squid.SquidReply.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Squid's {@code external_acl_type} with the format {@code %SRC %METHOD %DST %PORT
 * %>{Proxy-Authorization}}: the whole decision, with rules about destinations. Arguments of the ACL
 * are groups, of which the user must be in one.
 *
 * <p>Squid takes a BH for "cannot tell", and does not remember it.
 */
final class SquidAclDialect implements SquidDialect {
  private static final int FIXED = 5;
  private static final String NONE = "-";

  private final DecisionNotes notes;
  private final boolean denyByNote;

  SquidAclDialect(DecisionNotes notes, HelperOptions options) {
    this.notes = notes;
    this.denyByNote = options.denyByNote();
  }

  @Override
  public @Nullable Question question(SquidLine.Fields line) {
    if (line.octets().size() < FIXED) {
      return null;
    }
    String credentials = line.text(4);
    AuthRequest request =
        new AuthRequest(
            "squid-acl",
            AuthField.PROXY,
            line.text(1),
            target(line.text(2), line.text(3)),
            credentials.equals(NONE) ? null : credentials);
    return new Question(request, Client.at(line.text(0)), groups(line));
  }

  private static @Nullable Target target(String host, String port) {
    boolean known = !host.equals(NONE) && port.matches("[0-9]{1,5}");
    return known ? new Target(host, Integer.parseInt(port)) : null;
  }

  private static List<String> groups(SquidLine.Fields line) {
    List<String> groups = new ArrayList<>();
    for (int i = FIXED; i < line.octets().size(); i++) {
      String group = new String(line.octets().get(i), StandardCharsets.UTF_8);
      if (!group.equals(NONE) && !group.isEmpty()) {
        groups.add(group);
      }
    }
    return groups;
  }

  @Override
  public SquidReply reply(Question question, Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      boolean member =
          question.groups().isEmpty()
              || question.groups().stream().anyMatch(allowed.identity().groups()::contains);
      return notes.about(decision, allowed.identity(), member ? Result.OK : Result.ERR);
    }
    String text = notes.text(decision);
    return notes.about(decision, result(decision)).note("message", text).note("log", log(decision));
  }

  private Result result(Decision decision) {
    if (denyByNote) {
      return Result.OK;
    }
    return decision instanceof Decision.Unavailable ? Result.BH : Result.ERR;
  }

  private static String log(Decision decision) {
    return decision.reason() + '/' + decision.id();
  }
}
