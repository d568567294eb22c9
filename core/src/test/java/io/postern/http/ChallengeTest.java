package io.postern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges, and the lists of them whose commas mean two things. */
class ChallengeTest {
  private static final String TCHARS = "!#$%&'*+-.^_`|~09azAZ";

  @Test
  void fieldValue_basic_isWhatClientsExpect() {
    Challenge challenge =
        Challenge.of(
            "Basic",
            new AuthParam("realm", "Corporate \"proxy\""),
            new AuthParam("charset", "UTF-8"));

    assertThat(challenge.fieldValue())
        .isEqualTo("Basic realm=\"Corporate \\\"proxy\\\"\", charset=\"UTF-8\"");
  }

  @Test
  void fieldValue_token68_standsBehindTheScheme() {
    assertThat(new Challenge("Negotiate", "YII=", List.of()).fieldValue())
        .isEqualTo("Negotiate YII=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Basic realm=\"a\"                           | Basic[realm=a]",
        "Digest realm=\"a\", nonce=\"b\"             | Digest[realm=a nonce=b]",
        "Basic realm=\"a\", Negotiate                | Basic[realm=a] Negotiate[]",
        "Negotiate, Basic realm=\"a\"                | Negotiate[] Basic[realm=a]",
        "Negotiate, NTLM                             | Negotiate[] NTLM[]",
        "Negotiate YII=, Basic realm=\"a\"           | Negotiate[YII=] Basic[realm=a]",
        "New type=1, title=\"Log, in\", Basic realm=x| New[type=1 title=Log, in] Basic[realm=x]",
        "A b=c, d = \"e\" , F                        | A[b=c d=e] F[]",
        ", ,Basic realm=a,,Negotiate,                | Basic[realm=a] Negotiate[]",
        "Scheme a==                                  | Scheme[a==]",
        "Scheme a=                                   | Scheme[a=]",
        "Scheme a=b                                  | Scheme[a=b]",
        "Scheme a= , B                               | Scheme[a=] B[]",
        "Negotiate , Basic realm=a                   | Negotiate[] Basic[realm=a]",
        "Basic , realm=a                             | Basic[]",
        "Basic realm=a, nonce=\"open               | Basic[realm=a]",
        "Basic realm=\"\"                            | Basic[realm=]",
        "BASIC REALM=\"a\\\\\\\"b\"                  | BASIC[REALM=a\\\"b]",
      })
  void parse_list_separatesChallengesFromTheirParams(String fieldValue, String expected) {
    String parsed =
        Challenge.parse(fieldValue).stream()
            .map(ChallengeTest::show)
            .collect(Collectors.joining(" "));

    assertThat(parsed).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", " ", "=", "\"a\"", "@", "Basic realm=\"open", "A b=c d=e"})
  void parse_noChallenge_isEmpty(String fieldValue) {
    assertThat(Challenge.parse(fieldValue)).isEmpty();
  }

  @Test
  void parse_brokenEnd_keepsWhatStoodBeforeIt() {
    assertThat(Challenge.parse("Basic realm=a, Digest nonce=\"open")).hasSize(1);
  }

  @Property
  void parse_joinedFieldValues_isTheSameList(@ForAll("challenges") List<Challenge> challenges) {
    String joined =
        challenges.stream().map(Challenge::fieldValue).collect(Collectors.joining(", "));

    assertThat(Challenge.parse(joined)).isEqualTo(challenges);
  }

  @Property
  void parse_anyText_endsAndThrowsNothing(@ForAll String text) {
    assertThat(Challenge.parse(text)).isNotNull();
  }

  @Test
  void param_anyCase_isFound() {
    assertThat(Challenge.parse("Basic Realm=a").get(0).param("rEALM")).isEqualTo("a");
    assertThat(Challenge.parse("Basic realm=a").get(0).param("charset")).isNull();
  }

  @Test
  void construction_ofWhatNoFieldCanCarry_isRefused() {
    assertThatThrownBy(() -> Challenge.of("Not a token"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Challenge("A", "b", List.of(new AuthParam("c", "d"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<List<Challenge>> challenges() {
    Arbitrary<String> token = Arbitraries.strings().withChars(TCHARS).ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> value =
        Arbitraries.strings().withCharRange(' ', '~').withChars('\t', 'ü').ofMaxLength(12);
    Arbitrary<AuthParam> param = Combinators.combine(token, value).as(AuthParam::new);
    Arbitrary<Challenge> withParams =
        Combinators.combine(token, param.list().ofMaxSize(3))
            .as((scheme, params) -> new Challenge(scheme, null, params));
    Arbitrary<String> token68 =
        Combinators.combine(
                Arbitraries.strings().withChars("az09-._~+/").ofMinLength(1).ofMaxLength(8),
                Arbitraries.of("", "=", "=="))
            .as(String::concat);
    Arbitrary<Challenge> withToken =
        Combinators.combine(token, token68)
            .as((scheme, encoded) -> new Challenge(scheme, encoded, List.of()));
    return Arbitraries.oneOf(withParams, withToken).list().ofMaxSize(4);
  }

  private static String show(Challenge challenge) {
    String params =
        challenge.params().stream()
            .map(param -> param.name() + '=' + param.value())
            .collect(Collectors.joining(" "));
    return challenge.scheme()
        + '['
        + (challenge.token68() == null ? params : challenge.token68())
        + ']';
  }
}
