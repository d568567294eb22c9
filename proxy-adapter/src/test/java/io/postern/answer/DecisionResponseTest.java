package io.postern.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.Answer.Field;
import io.postern.gate.AuthField;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.http.AuthParam;
import io.postern.http.Challenge;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionResponseTest {
  private static final DecisionId ID = new DecisionId(42);
  private static final Preferences HTML = Preferences.of("text/html", null);
  private static final Preferences JSON = Preferences.of("application/json", null);

  private final DecisionResponse responses =
      new DecisionResponse("postern", URI.create("https://passwords.example/?a=1&b=2"));

  @Test
  void to_challenged_hasOneLineForEachSchemeInOrder() {
    Answer answer = responses.to(challenged(AuthField.PROXY, null), Preferences.NONE);

    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields())
        .filteredOn(field -> field.name().equals("Proxy-Authenticate"))
        .extracting(Field::value)
        .containsExactly("Negotiate", "Basic realm=\"r\", charset=\"UTF-8\"");
  }

  @Test
  void to_challengedByOrigin_asksInItsFields() {
    Answer answer = responses.to(challenged(AuthField.ORIGIN, null), Preferences.NONE);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.field("WWW-Authenticate")).isEqualTo("Negotiate");
    assertThat(answer.field("Proxy-Authenticate")).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_CREDENTIALS", "ACCOUNT_LOCKED", "ACCOUNT_RESTRICTED"})
  void to_challengedForAnyReason_looksAlike(Verdict.Reason reason) {
    Verdict.Rejected rejected = new Verdict.Rejected(reason, null, Evidence.NONE);
    Decision wrongPassword =
        challenged(
            AuthField.PROXY,
            new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE));

    Answer answer = responses.to(challenged(AuthField.PROXY, rejected), JSON);

    assertThat(answer.fields()).isEqualTo(responses.to(wrongPassword, JSON).fields());
    assertThat(answer.body()).isEqualTo(responses.to(wrongPassword, JSON).body());
  }

  @ParameterizedTest
  @EnumSource(Verdict.Reason.class)
  void to_refused_is403ThatSaysWhy(Verdict.Reason reason) {
    boolean proven = reason != Verdict.Reason.INVALID_CREDENTIALS;
    Verdict.Rejected rejected = new Verdict.Rejected(reason, proven, null, Evidence.NONE);

    Answer answer = responses.to(new Decision.Refused(ID, "alice", rejected), JSON);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("\"reason\":\"" + reason.label() + '"');
    assertThat(answer.field("Proxy-Status"))
        .isEqualTo(
            "postern; error=http_request_denied; details=\""
                + reason.label()
                + "\"; decision=\"00000000001A\"");
  }

  @Test
  void to_expiredPassword_linksToWhereItIsChanged() {
    Decision expired = refused(Verdict.Reason.PASSWORD_EXPIRED);

    assertThat(responses.to(expired, HTML).text())
        .contains("href=\"https://passwords.example/?a=1&amp;b=2\"")
        .contains("Change it here");
    assertThat(responses.to(expired, Preferences.NONE).text())
        .contains("https://passwords.example/?a=1&b=2");
    assertThat(new DecisionResponse("postern", null).to(expired, HTML).text())
        .doesNotContain("href")
        .contains("The help desk can tell you where");
  }

  @Test
  void to_notPermitted_is403WithoutChallenge() {
    Decision decision =
        new Decision.NotPermitted(ID, Identity.named("bob"), "no games", Evidence.NONE);

    Answer answer = responses.to(decision, Preferences.NONE);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.field("Proxy-Authenticate")).isNull();
    assertThat(answer.text()).doesNotContain("no games").doesNotContain("bob");
  }

  @ParameterizedTest
  @EnumSource(Outcome.Cause.class)
  void to_unavailable_is503WithRetryAfterAndNoChallenge(Outcome.Cause cause) {
    Outcome.Unavailable outcome = new Outcome.Unavailable(cause, Evidence.NONE);

    Answer answer = responses.to(new Decision.Unavailable(ID, "alice", outcome), HTML);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.field("Retry-After"))
        .isEqualTo(Long.toString(outcome.retryAfter().toSeconds()));
    assertThat(answer.field("Proxy-Authenticate")).isNull();
  }

  @Test
  void to_unavailableForLessThanASecond_saysOneSecond() {
    Outcome.Unavailable outcome =
        new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Duration.ofMillis(1), Evidence.NONE);

    Answer answer = responses.to(new Decision.Unavailable(ID, null, outcome), HTML);

    assertThat(answer.field("Retry-After")).isEqualTo("1");
  }

  @Test
  void to_allowed_hasNoAnswer() {
    Decision allowed = new Decision.Allowed(ID, Identity.named("alice"), "all", Evidence.NONE);

    assertThat(responses.to(allowed, HTML)).isNull();
  }

  @ParameterizedTest
  @EnumSource(ProxyError.class)
  void to_anyError_hasTextsInEveryLanguageAndAnExactLength(ProxyError error) {
    for (String language : List.of("en", "de")) {
      for (String accept : List.of("text/html", "application/json", "text/plain")) {
        Answer answer = responses.to(error, null, Preferences.of(accept, language));

        assertThat(answer.status()).isEqualTo(error.status());
        assertThat(answer.field("Content-Length")).isEqualTo("" + answer.body().length);
        assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.field("Content-Language")).isEqualTo(language);
        assertThat(answer.text()).doesNotContain("{t").doesNotContain("\0").isNotBlank();
      }
    }
  }

  @Test
  void to_refusedInGerman_isGermanAndNamesTheDecision() {
    Preferences german = Preferences.of("text/html", "de-AT,de;q=0.9,en;q=0.8");

    Answer answer = responses.to(refused(Verdict.Reason.PASSWORD_EXPIRED), german);

    assertThat(answer.text())
        .contains("lang=\"de\"")
        .contains("Ihr Passwort ist abgelaufen")
        .contains("<b>00000000001A</b>");
  }

  @Test
  void to_anyPage_loadsNothingElse() {
    assertThat(responses.to(challenged(AuthField.PROXY, null), HTML).text())
        .doesNotContain("src=")
        .doesNotContain("url(")
        .doesNotContain("<link")
        .doesNotContain("<script");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "- | TEXT",
        "*/* | TEXT",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML",
        "application/json | JSON",
        "application/json, text/html;q=0.9 | JSON",
        "text/html;q=0.1, application/problem+json;q=0.2 | JSON",
        "text/html;q=0 | TEXT",
        "TEXT/HTML | HTML",
        "text/html;q=nonsense | TEXT",
        ";;,,q=,= | TEXT",
      })
  void of_accept_choosesByWeight(String accept, Preferences.Format format) {
    assertThat(Preferences.of(accept, null).format()).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "- | ENGLISH",
        "de | GERMAN",
        "de-CH | GERMAN",
        "den | ENGLISH",
        "fr, de;q=0.5, en;q=0.4 | GERMAN",
        "en, de | ENGLISH",
        "de;q=0 | ENGLISH",
      })
  void of_acceptLanguage_choosesByWeight(String accept, Preferences.Language language) {
    assertThat(Preferences.of(null, accept).language()).isEqualTo(language);
  }

  private static Decision challenged(AuthField field, Verdict.Rejected rejected) {
    List<Challenge> challenges =
        List.of(
            Challenge.of("Negotiate"),
            Challenge.of("Basic", new AuthParam("realm", "r"), new AuthParam("charset", "UTF-8")));
    return new Decision.Challenged(
        ID, Decision.Why.CREDENTIALS_REJECTED, field, challenges, "alice", rejected);
  }

  private static Decision refused(Verdict.Reason reason) {
    return new Decision.Refused(ID, "alice", new Verdict.Rejected(reason, null, Evidence.NONE));
  }
}
