package io.postern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Character classes and quoting. */
class GrammarTest {
  /** Every octet that RFC 9110 §5.6.2 lists, spelled out as it is there. */
  private static final String TCHARS =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @Property(tries = 300)
  void isTchar_anyCharacter_agreesWithTheListOfTheRfc(@ForAll @CharRange(to = 'ÿ') char c) {
    assertThat(Grammar.isTchar(c)).isEqualTo(TCHARS.indexOf(c) >= 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", "ä", "a\u0000", "Ba,sic", "\"a\"", "a/b"})
  void isToken_anythingElse_isNone(String text) {
    assertThat(Grammar.isToken(text)).isFalse();
  }

  /** A tchar test that narrows to octets would take U+0141 for an A. */
  @Test
  void isToken_characterWhoseLowOctetIsATchar_isNone() {
    assertThat(Grammar.isToken("\u0141\u0142")).isFalse();
  }

  @Property
  void quote_thenParsed_isTheSameText(@ForAll("quotable") String text) {
    Challenge parsed = Challenge.parse("Basic realm=" + Grammar.quote(text)).get(0);

    assertThat(parsed.param("realm")).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "a\nb", "\u0000", "\u007f", "a\u001fb"})
  void quote_controlCharacter_isRefused(String text) {
    assertThatThrownBy(() -> Grammar.quote(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void quote_anyText_hasNoBareQuotationMarkInside(
      @ForAll @StringLength(max = 20) @CharRange(from = ' ', to = '~') String text) {
    String quoted = Grammar.quote(text);
    String inside = quoted.substring(1, quoted.length() - 1);

    assertThat(inside.replaceAll("\\\\.", "")).doesNotContain("\"", "\\");
  }

  @Provide
  Arbitrary<String> quotable() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars('\t', 'ä', '€').ofMaxLength(40);
  }
}
