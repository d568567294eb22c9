package io.postern.standalone.admin;

import io.postern.gate.DecisionId;
import io.postern.standalone.explain.Explanation;
import io.postern.standalone.explain.Facts;
import io.postern.standalone.explain.FactsText;
import io.postern.standalone.explain.RecentDecisions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code /decisions/ID} and {@code /users/NAME}: why something was decided. */
public final class DecisionPages {
  private static final int MOST_OF_A_USER = 20;

  private final RecentDecisions recent;

  public DecisionPages(RecentDecisions recent) {
    this.recent = recent;
  }

  /** One decision by its id. */
  public AdminAnswer decision(AdminRequest request) {
    DecisionId id = DecisionId.parse(request.name());
    if (id == null) {
      return AdminAnswer.text(400, "A decision's id is twelve digits and letters.\n");
    }
    Explanation explanation = recent.find(id);
    if (explanation == null) {
      return AdminAnswer.text(404, "Decision " + id + " is not remembered (any more).\n");
    }
    Map<String, Object> facts = Facts.of(explanation);
    return request.wantsJson()
        ? AdminAnswer.json(200, FactsText.json(facts))
        : AdminAnswer.text(200, FactsText.table(facts));
  }

  /** A user's last decisions, refusals first. */
  public AdminAnswer user(AdminRequest request) {
    String name = request.name();
    Predicate<Explanation> theirs = explanation -> isAbout(explanation, name);
    List<Explanation> found = new ArrayList<>(recent.refusals(MOST_OF_A_USER, theirs));
    found.addAll(recent.allowances(1, theirs));
    if (found.isEmpty()) {
      return AdminAnswer.text(404, "No decision about this user is remembered.\n");
    }
    List<Map<String, Object>> all = found.stream().map(Facts::of).toList();
    return request.wantsJson()
        ? AdminAnswer.json(200, FactsText.json(all))
        : AdminAnswer.text(200, String.join("\n", all.stream().map(FactsText::table).toList()));
  }

  private static boolean isAbout(Explanation explanation, String name) {
    String user = explanation.decision().user();
    return user != null && (user.equalsIgnoreCase(name) || bare(user).equalsIgnoreCase(name));
  }

  /** The name without the domain in front of it or behind it. */
  private static String bare(String user) {
    String name = user.substring(user.indexOf('\\') + 1);
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }
}
