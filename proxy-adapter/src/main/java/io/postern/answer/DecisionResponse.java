package io.postern.answer;

import io.postern.answer.Answer.Field;
import io.postern.gate.AuthField;
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
  private volatile Asked asked = new Asked(AuthField.PROXY, List.of());

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
        : decision.handle(new Translation(decision.id().toString(), preferences));
  }

  /** The answer to a request that the proxy cannot serve, whoever sent it. */
  public Answer to(ProxyError error, @Nullable String decision, Preferences preferences) {
    List<Field> fields = new ArrayList<>(8);
    fields.add(proxyStatus.field(error.type(), error.label(), decision));
    if (error == ProxyError.METHOD_REFUSED) {
      fields.add(METHODS);
    }
    if (error.status() == 503) {
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
    Page page = pages.about(topic, preferences);
    byte[] body = page.body(decision);
    fields.addAll(page.fields());
    fields.add(page.length(body.length));
    return new Answer(topic.status(), fields, body);
  }

  /** The fields that ask: nearly always the same as last time. */
  private List<Field> challenges(Decision.Challenged decision) {
    Asked last = asked;
    if (last.in != decision.field() || !last.challenges.equals(decision.challenges())) {
      asked = last = new Asked(decision.field(), decision.challenges());
    }
    return last.fields;
  }

  private static final class Asked {
    private final AuthField in;
    private final List<Challenge> challenges;
    private final List<Field> fields;

    Asked(AuthField in, List<Challenge> challenges) {
      this.in = in;
      this.challenges = challenges;
      this.fields =
          challenges.stream()
              .map(challenge -> new Field(in.challengeField(), challenge.fieldValue()))
              .toList();
    }
  }

  /** An answer for every decision but Allowed. */
  private final class Translation implements Decision.Handler<Answer> {
    private final String id;
    private final Preferences preferences;

    Translation(String id, Preferences preferences) {
      this.id = id;
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
      List<Field> fields = fields(decision.why().label());
      fields.addAll(challenges(decision));
      return answer(new Topic("sign-in", decision.field().status()), fields);
    }

    @Override
    public Answer refused(Decision.Refused decision) {
      Verdict.Reason reason = decision.rejected().reason();
      List<Field> fields = fields(reason.label());
      return answer(refused.getOrDefault(reason, notPermitted), fields);
    }

    @Override
    public Answer notPermitted(Decision.NotPermitted decision) {
      return answer(notPermitted, fields("not-permitted"));
    }

    @Override
    public Answer unavailable(Decision.Unavailable decision) {
      List<Field> fields = new ArrayList<>(8);
      fields.add(proxyStatus.field("proxy_internal_response", "directory-unavailable", id));
      fields.add(retryAfter(decision.outcome().retryAfter()));
      return answer(unavailable, fields);
    }

    private List<Field> fields(String details) {
      List<Field> fields = new ArrayList<>(8);
      fields.add(proxyStatus.field(DENIED, details, id));
      return fields;
    }

    private Answer answer(Topic topic, List<Field> fields) {
      return DecisionResponse.this.answer(topic, fields, id, preferences);
    }
  }
}
