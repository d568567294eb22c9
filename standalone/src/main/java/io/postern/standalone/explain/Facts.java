package io.postern.standalone.explain;

import io.postern.gate.Decision;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a decision, by name, in the order of interest. What is not known is left
 * out.
 */
public final class Facts {
  private static final Result RESULT = new Result();

  private final Map<String, Object> facts = new LinkedHashMap<>();

  private Facts() {}

  /** Everything about a decision that is remembered. */
  public static Map<String, Object> of(Explanation explanation) {
    Facts facts = new Facts();
    Decision decision = explanation.decision();
    facts.put("decision", decision.id().toString());
    facts.put("time", explanation.time());
    facts.put("client", explanation.client().toString());
    facts.put("request", request(explanation));
    facts.user(decision);
    facts.put("result", decision.handle(RESULT));
    facts.put("reason", decision.reason());
    facts.details(decision);
    facts.evidence(decision.evidence());
    facts.put("took", Duration.ofNanos(explanation.nanos()));
    return facts.facts;
  }

  private static String request(Explanation explanation) {
    String target = explanation.target() == null ? "" : ' ' + explanation.target().toString();
    String method = explanation.method().isEmpty() ? "a sign-in" : explanation.method();
    return method + target + " (" + explanation.adapter() + ')';
  }

  /** As it was typed, which tells the form; or, once proven, as the directory has it. */
  private void user(Decision decision) {
    String user = decision.user();
    put("user", user);
    boolean proven =
        decision instanceof Decision.Allowed || decision instanceof Decision.NotPermitted;
    if (user != null && !proven) {
      put("name form", NameForm.of(user));
    }
  }

  private void details(Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      put("rule", allowed.rule());
      identity(allowed.identity());
    } else if (decision instanceof Decision.NotPermitted refused) {
      put("rule", refused.rule());
      identity(refused.identity());
    } else if (decision instanceof Decision.Refused refused) {
      rejected(refused.rejected());
    } else if (decision instanceof Decision.Challenged challenged) {
      rejected(challenged.rejected());
    }
  }

  private void rejected(Verdict.@Nullable Rejected rejected) {
    if (rejected != null) {
      put("password", rejected.passwordProven() ? "right" : "not known to be right");
      if (rejected.identity() != null) {
        identity(rejected.identity());
      }
    }
  }

  private void identity(Identity identity) {
    put("account", identity.distinguishedName());
    put("upn", identity.userPrincipalName());
    List<String> groups = identity.groups().names();
    if (!groups.isEmpty()) {
      put("groups", groups);
    }
    Instant expires = identity.passwordExpires();
    put("password expires", expires);
  }

  private void evidence(Evidence evidence) {
    if (evidence.source() != Evidence.Source.NONE) {
      put("source", evidence.source().label());
    }
    put("server", evidence.server());
    put("code", evidence.code());
    if (!evidence.asked().isZero()) {
      put("server took", evidence.asked());
    }
    put("note", evidence.note());
  }

  private void put(String name, @Nullable Object value) {
    if (value != null) {
      facts.put(name, value);
    }
  }

  /** What the client got. */
  private static final class Result implements Decision.Handler<String> {
    @Override
    public String allowed(Decision.Allowed decision) {
      return "allowed";
    }

    @Override
    public String challenged(Decision.Challenged decision) {
      return decision.field().status() + ": asked for credentials";
    }

    @Override
    public String refused(Decision.Refused decision) {
      return "403: refused";
    }

    @Override
    public String notPermitted(Decision.NotPermitted decision) {
      return "403: signed in, but no rule allows it";
    }

    @Override
    public String unavailable(Decision.Unavailable decision) {
      return "503: the directory could not be asked";
    }
  }
}
