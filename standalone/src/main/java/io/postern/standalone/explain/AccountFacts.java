package io.postern.standalone.explain;

import io.postern.cache.AccountReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** What there is to say of an account: above all, who sends wrong passwords for it. */
public final class AccountFacts {
  private AccountFacts() {}

  /** Everything in the memory's report. */
  public static Map<String, Object> of(AccountReport report) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("account", report.account());
    if (report.identity() != null) {
      facts.put("user", report.identity().name());
    }
    facts.put("password verified", report.verified());
    if (report.refusal() != null) {
      facts.put("may not sign in", report.refusal().label());
    }
    facts.put("failed binds", report.failedBinds());
    facts.put("failed binds at most", report.limit());
    facts.put("unknown passwords are tried", !report.isShielded());
    if (!report.sources().isEmpty()) {
      facts.put(
          "wrong passwords from", report.sources().stream().map(AccountFacts::source).toList());
    }
    return facts;
  }

  private static Map<String, Object> source(AccountReport.Source source) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("client", source.client().toString());
    facts.put("last", source.last());
    facts.put("failed at the directory", source.failed());
    facts.put("known wrong, answered here", source.repeated());
    facts.put("former password, answered here", source.superseded());
    facts.put("not tried, to spare the account", source.untried());
    return facts;
  }
}
