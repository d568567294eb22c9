package io.postern.answer;

import io.postern.answer.Answer.Field;
import io.postern.gate.Decision;
import io.postern.http.Challenge;
import io.postern.spi.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal looks like in HTTP: from a decision, or a proxy's error, to an answer.
 * Thread-safe.
 */
public final class DecisionResponse {
  private static final Field NO_STORE = new Field("Cache-Control", "no-store");
  private static final Field NO_SNIFFING = new Field("X-Content-Type-Options", "nosniff");

  /** The page stands in the place of an origin's: nothing of that origin may be done from it. */
  private static final Field NOTHING_ELSE =
      new Field(
          "Content-Security-Policy",
          "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox");

  /** The methods that are passed on. */
  public static final Field METHODS =
      new Field("Allow", "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, PATCH");

  private static final Duration OVERLOAD = Duration.ofSeconds(2);
  private static final String DENIED = "http_request_denied";

  private final Pages pages;
  private final ProxyStatus proxyStatus;
  private final Topic notPermitted = new Topic("not-permitted", 403);
  private final Topic unavailable = new Topic("unavailable", 503);
  private final Map<Verdict.Reason, Topic> refused = new EnumMap<>(Verdict.Reason.class);
  private final Map<ProxyError, Topic> errors = new EnumMap<>(ProxyError.class);

  /**
   * Makes the answers of one proxy.
   *
   * @param proxy its name, a token, as in its Via
   * @param changeUrl where an expired password is changed; null: the page says to ask the help desk
   */
  public DecisionResponse(String proxy, @Nullable URI changeUrl) {
    this(proxy, changeUrl, Templates.BUILT_IN);
  }

  /**
   * Makes the answers of one proxy, with an operator's pages.
   *
   * @throws IllegalArgumentException with a sentence for the operator who wrote a template
   */
  public DecisionResponse(String proxy, @Nullable URI changeUrl, Templates templates) {
    pages = new Pages(templates);
    proxyStatus = new ProxyStatus(proxy);
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      refused.put(reason, new Topic(reason.label(), 403, isPasswordOld(reason) ? changeUrl : null));
    }
    for (ProxyError error : ProxyError.values()) {
      errors.put(error, new Topic(error.label(), error.status()));
    }
  }

  /**
   * A decision's answer.
   *
   * @return null if the request is allowed: then the answer is another's to give
   */
  public @Nullable Answer to(Decision decision, Preferences preferences) {
    return decision instanceof Decision.Allowed
        ? null
        : decision.handle(new Translation(preferences));
  }

  /** The answer to a request that the proxy cannot serve, whoever sent it. */
  public Answer to(ProxyError error, @Nullable String decision, Preferences preferences) {
    List<Field> fields = new ArrayList<>(8);
    fields.add(proxyStatus.field(error.type(), error.label(), decision));
    if (error == ProxyError.METHOD_REFUSED) {
      fields.add(METHODS);
    }
    if (error == ProxyError.OVERLOADED) {
      fields.add(retryAfter(OVERLOAD));
    }
    return answer(errors.getOrDefault(error, unavailable), fields, decision, preferences);
  }

  private static boolean isPasswordOld(Verdict.Reason reason) {
    return reason == Verdict.Reason.PASSWORD_EXPIRED
        || reason == Verdict.Reason.PASSWORD_MUST_CHANGE;
  }

  private static Field retryAfter(Duration delay) {
    return new Field("Retry-After", Long.toString(Math.max(1, delay.toSeconds())));
  }

  private Answer answer(
      Topic topic, List<Field> fields, @Nullable String decision, Preferences preferences) {
    byte[] body = pages.about(topic, preferences).body(decision);
    fields.add(NO_STORE);
    fields.add(new Field("Content-Type", preferences.format().contentType()));
    fields.add(new Field("Content-Language", preferences.language().tag()));
    if (preferences.format() == Preferences.Format.HTML) {
      fields.add(NOTHING_ELSE);
      fields.add(NO_SNIFFING);
    }
    fields.add(new Field("Content-Length", Integer.toString(body.length)));
    return new Answer(topic.status(), fields, body);
  }

  /** An answer for every decision but Allowed. */
  private final class Translation implements Decision.Handler<Answer> {
    private final Preferences preferences;

    Translation(Preferences preferences) {
      this.preferences = preferences;
    }

    @Override
    public Answer allowed(Decision.Allowed decision) {
      throw new IllegalArgumentException("not refused");
    }

    @Override
    public Answer challenged(Decision.Challenged decision) {
      // Never the directory's reason: an unknown user, a wrong password and a locked account must
      // look alike.
      List<Field> fields = fields(decision, decision.why().label());
      for (Challenge challenge : decision.challenges()) {
        fields.add(new Field(decision.field().challengeField(), challenge.fieldValue()));
      }
      return answer(decision, new Topic("sign-in", decision.field().status()), fields);
    }

    @Override
    public Answer refused(Decision.Refused decision) {
      Verdict.Reason reason = decision.rejected().reason();
      List<Field> fields = fields(decision, reason.label());
      return answer(decision, refused.getOrDefault(reason, notPermitted), fields);
    }

    @Override
    public Answer notPermitted(Decision.NotPermitted decision) {
      return answer(decision, notPermitted, fields(decision, "not-permitted"));
    }

    @Override
    public Answer unavailable(Decision.Unavailable decision) {
      List<Field> fields = new ArrayList<>(8);
      fields.add(
          proxyStatus.field(
              "proxy_internal_response", "directory-unavailable", decision.id().toString()));
      fields.add(retryAfter(decision.outcome().retryAfter()));
      return answer(decision, unavailable, fields);
    }

    private List<Field> fields(Decision decision, String details) {
      List<Field> fields = new ArrayList<>(8);
      fields.add(proxyStatus.field(DENIED, details, decision.id().toString()));
      return fields;
    }

    private Answer answer(Decision decision, Topic topic, List<Field> fields) {
      return DecisionResponse.this.answer(topic, fields, decision.id().toString(), preferences);
    }
  }
}
