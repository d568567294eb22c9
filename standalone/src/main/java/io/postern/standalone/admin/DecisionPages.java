package io.postern.standalone.admin;

import io.postern.cache.AccountReport;
import io.postern.gate.DecisionId;
import io.postern.standalone.explain.AccountFacts;
import io.postern.standalone.explain.Explanation;
import io.postern.standalone.explain.Facts;
import io.postern.standalone.explain.FactsText;
import io.postern.standalone.explain.RecentDecisions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /decisions/ID} and {@code /users/NAME}: why something was decided, and who locks whom. */
public final class DecisionPages {
  private static final int REFUSALS_OF_A_USER = 20;

  private final RecentDecisions recent;
  private final Function<String, @Nullable AccountReport> reports;

  /**
   * Makes the pages.
   *
   * @param reports what the memory knows of an account by its name
   */
  public DecisionPages(RecentDecisions recent, Function<String, @Nullable AccountReport> reports) {
    this.recent = recent;
    this.reports = reports;
  }

  /** One decision by its id. */
  public AdminAnswer decision(AdminRequest request) {
    DecisionId id = DecisionId.parse(request.name());
    if (id == null) {
      return AdminAnswer.text(400, "A decision's id is twelve digits and letters.\n");
    }
    Explanation explanation = recent.find(id);
    return explanation == null
        ? AdminAnswer.text(404, "Decision " + id + " is not remembered (any more).\n")
        : answer(request, Facts.of(explanation));
  }

  /** What is known of an account, and its last decisions. */
  public AdminAnswer user(AdminRequest request) {
    String name = request.name();
    AccountReport report = reports.apply(name);
    Predicate<Explanation> theirs = explanation -> isAbout(explanation, name);
    List<Explanation> decisions = new ArrayList<>(recent.refusals(REFUSALS_OF_A_USER, theirs));
    decisions.addAll(0, recent.allowances(1, theirs));
    if (report == null && decisions.isEmpty()) {
      return AdminAnswer.text(404, "Nothing is known of this user (any more).\n");
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    if (report != null) {
      facts.putAll(AccountFacts.of(report));
    }
    if (!decisions.isEmpty()) {
      facts.put("last decisions", decisions.stream().map(Facts::of).toList());
    }
    return answer(request, facts);
  }

  private static AdminAnswer answer(AdminRequest request, Map<String, Object> facts) {
    return request.wantsJson()
        ? AdminAnswer.json(200, FactsText.json(facts))
        : AdminAnswer.text(200, FactsText.table(facts));
  }

  private static boolean isAbout(Explanation explanation, String name) {
    String user = explanation.decision().user();
    return user != null && (user.equalsIgnoreCase(name) || bare(user).equalsIgnoreCase(bare(name)));
  }

  /** The name without the domain in front of it or behind it. */
  private static String bare(String user) {
    String name = user.substring(user.indexOf('\\') + 1);
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }
}
