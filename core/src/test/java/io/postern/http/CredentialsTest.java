package io.postern.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials: one scheme, and one token68 or auth-params. */
class CredentialsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic YTpi", "basic YTpi", "BASIC  \t YTpi", " Basic YTpi ", "bAsIc YTpi\t"})
  void parse_basicInAnyCaseAndSpacing_isRead(String fieldValue) {
    Credentials credentials = Credentials.parse(fieldValue);

    assertThat(credentials).isNotNull();
    assertThat(credentials.areFor("Basic")).isTrue();
    assertThat(credentials.areFor("Bearer")).isFalse();
    assertThat(credentials.token68()).isEqualTo("YTpi");
  }

  @Test
  void parse_authParams_areRead() {
    Credentials credentials = Credentials.parse("Digest username=\"a, b\", qop=auth");

    assertThat(credentials.param("USERNAME")).isEqualTo("a, b");
    assertThat(credentials.param("qop")).isEqualTo("auth");
    assertThat(credentials.token68()).isNull();
  }

  @Test
  void parse_schemeAlone_hasNothingBehindIt() {
    Credentials credentials = Credentials.parse("Negotiate");

    assertThat(credentials.areFor("negotiate")).isTrue();
    assertThat(credentials.token68()).isNull();
  }

  /** Two credentials in one field would be two users in one request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Basic YTpi, Basic Yzpk",
        "Basic YTpi Yzpk",
        "Basic YTpi,",
        "Basic Y=Tpi=x y",
        "Digest a=\"open",
        "Digest a=\"\\",
        ": Basic YTpi",
        "Basic\u0000YTpi",
        "Basic YTpi\r\nX: y",
        "Basic \"YTpi\"",
        "Basic=YTpi"
      })
  void parse_anythingElse_isNull(String fieldValue) {
    assertThat(Credentials.parse(fieldValue)).isNull();
  }

  @Property
  void parse_anyText_throwsNothing(@ForAll String text) {
    Credentials credentials = Credentials.parse(text);

    assertThat(credentials == null || !credentials.toString().isEmpty()).isTrue();
  }

  @Test
  void toString_anyCredentials_hidesThem() {
    assertThat(Credentials.parse("Basic YTpi").toString()).doesNotContain("YTpi");
    assertThat(Credentials.parse("Digest response=\"abc\"").toString()).doesNotContain("abc");
  }
}
