package io.postern.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.answer.Preferences.Language;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TemplatesTest {
  private static final Preferences GERMAN = Preferences.of("text/html", "de");

  @TempDir private Path directory;

  @Test
  void in_ownPage_standsInPlaceOfOurs() throws IOException {
    write("page.html", "<h1>ACME: {title}</h1>{text}{link}{decision}");

    assertThat(loopIn(GERMAN))
        .startsWith("<h1>ACME: Schleife</h1>")
        .endsWith("<footer>Entscheidung (der Helpdesk kann sie nachschlagen): <b>ABC</b></footer>");
  }

  @Test
  void in_ownTexts_changeOnlyThose() throws IOException {
    write("texts_de.properties", "loop.title = Im Kreis <&> `hier`\n");

    assertThat(loopIn(GERMAN))
        .contains("<h1>Im Kreis &lt;&amp;&gt; `hier`</h1>")
        .contains("Die Anfrage war schon einmal");
    assertThat(loopIn(Preferences.of("text/html", "en"))).contains("Proxy loop");
  }

  @Test
  void in_ownTextOfSeveralLines_staysJson() throws IOException {
    write("texts_en.properties", "loop.text = one\\n\\ttwo \"three\" \\\\\n");

    assertThat(loopIn(Preferences.of("application/json", "en")))
        .contains("\"detail\":\"one\\n\\ttwo \\\"three\\\" \\\\\"");
  }

  @Test
  void in_hiddenFile_isPassedOver() throws IOException {
    write(".page.html.swp", "x");

    assertThat(loopIn(GERMAN)).contains("Schleife");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page.htm | x | is none of page.html, ",
        "page.html | {text}{link}{decision}{titel} | page.html: {titel} is none of ",
        "page.html | {title}{link}{decision} | page.html: {text} must stand there once",
        "page.html | {text}{link}{decision}{decision} | page.html: {decision} must stand there once",
      })
  void in_mistake_isSaid(String name, String text, String message) throws IOException {
    write(name, text);

    assertThatThrownBy(() -> loopIn(GERMAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void in_fileThatIsNotUtf8_isSaid() throws IOException {
    Files.write(directory.resolve("page.html"), new byte[] {(byte) 0xfc});

    assertThatThrownBy(() -> Templates.in(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("page.html cannot be read as UTF-8");
  }

  @Test
  void in_noDirectory_isSaid() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> Templates.in(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(missing + " cannot be read");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void texts_ofEveryLanguage_haveTheSameKeys(Language language) throws IOException {
    assertThat(keys(language)).isEqualTo(keys(Language.ENGLISH));
  }

  @Test
  void fill_unknownGap_stays() {
    Template template = new Template("{a} {b-c.d} { a } {A} {} {a");

    assertThat(template.fill(gap -> gap.equals("a") ? "{b}" : null))
        .isEqualTo("{b} {b-c.d} { a } {A} {} {a");
    assertThat(template.gaps()).containsExactly("a", "b-c.d");
  }

  private String loopIn(Preferences preferences) {
    return new DecisionResponse("postern", null, Templates.in(directory))
        .to(ProxyError.LOOP, "ABC", preferences)
        .text();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static Set<Object> keys(Language language) throws IOException {
    Properties texts = new Properties();
    texts.load(new StringReader(Templates.builtIn("texts_" + language.tag() + ".properties")));
    return texts.keySet();
  }
}
