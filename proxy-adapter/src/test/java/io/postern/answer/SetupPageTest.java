package io.postern.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.answer.Answer.Field;
import io.postern.answer.Preferences.Language;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupPageTest {
  private static final Preferences HTML = Preferences.of("text/html", "en");
  private static final URI CHANGE = URI.create("https://passwords.example/?a=1&b=2");
  private static final String HOST = "proxy.corp.example:3128";

  private final SetupPage page = new SetupPage(false, CHANGE, Templates.BUILT_IN);

  @ParameterizedTest
  @EnumSource(Language.class)
  void to_root_isAPageWithEveryGapFilled(Language language) {
    for (String accept : new String[] {"text/html", "text/plain"}) {
      Answer answer = page.to("/", HOST, Preferences.of(accept, language.tag()));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Content-Type")).startsWith(accept);
      assertThat(answer.field("Content-Language")).isEqualTo(language.tag());
      assertThat(answer.field("Content-Length")).isEqualTo("" + answer.body().length);
      assertThat(answer.text())
          .contains("http://proxy.corp.example:3128/proxy.pac")
          .doesNotContainPattern("\\{[a-z][a-z.]*}");
    }
  }

  @Test
  void to_root_loadsNothingAndReachesNobody() {
    Answer answer = page.to("/", HOST, HTML);

    assertThat(answer.text()).doesNotContain("src=").doesNotContain("url(").doesNotContain("<form");
    assertThat(answer.field("Content-Security-Policy"))
        .startsWith("default-src 'none'; ")
        .containsPattern("script-src 'sha256-[A-Za-z0-9+/]{43}='; ")
        .containsPattern("style-src 'sha256-[A-Za-z0-9+/]{43}='; ")
        .contains("form-action 'none'; frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void to_root_namesThePlaceToChangeAPassword() {
    assertThat(page.to("/", HOST, HTML).text())
        .contains("href=\"https://passwords.example/?a=1&amp;b=2\"");
    assertThat(new SetupPage(false, null, Templates.BUILT_IN).to("/", HOST, HTML).text())
        .doesNotContain("Change your password");
  }

  @Test
  void to_rootOfTlsProxy_offersNothingThatCannotTalkTls() {
    SetupPage tls = new SetupPage(true, null, Templates.BUILT_IN);

    assertThat(tls.to("/", "proxy.corp.example", HTML).text())
        .contains("https://<var data-of=\"user\" data-as=\"url\">USER</var>")
        .contains("@proxy.corp.example:443")
        .contains("cannot talk TLS")
        .doesNotContain("systemProp");
    assertThat(tls.to("/proxy.pac", "proxy.corp.example", HTML).text())
        .contains("\"HTTPS proxy.corp.example:443\"");
  }

  @ParameterizedTest
  @CsvSource({
    "proxy:3128, proxy:3128",
    "proxy, proxy:80",
    "192.0.2.1:8080, 192.0.2.1:8080",
    "[2001:db8::1]:3128, [2001:db8::1]:3128",
  })
  void to_pac_leadsWhereTheClientFoundTheProxy(String host, String authority) {
    Answer answer = page.to("/proxy.pac?x=1", host, Preferences.NONE);

    assertThat(answer.field("Content-Type")).isEqualTo("application/x-ns-proxy-autoconfig");
    assertThat(answer.text()).contains("return \"PROXY " + authority + "\";");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"><script>alert(1)</script>",
        "a\";alert(1);\"",
        "a'b",
        "a b",
        "a$(id)",
        "user@host",
        "a:123456",
        "[::1",
        "{lang}",
        "",
      })
  void to_hostThatIsNoPlainHost_showsAnExample(String host) {
    for (String path : new String[] {"/", "/proxy.pac"}) {
      assertThat(page.to(path, host, HTML).text()).contains("proxy.example.com:3128");
      assertThat(page.to(path, host, HTML).body()).isEqualTo(page.to(path, null, HTML).body());
    }
  }

  @Test
  void to_anythingElse_isNotThere() {
    assertThat(page.to("/favicon.ico", HOST, HTML)).isNull();
    assertThat(page.to("*", HOST, HTML)).isNull();
    assertThat(page.to("//proxy.pac", HOST, HTML)).isNull();
  }

  @Test
  void to_operatorsSettings_standInPlaceOfOurs(@TempDir Path directory) throws IOException {
    write(directory, "settings.txt", "[ours]\nuse {authority} as {user.quoted} <now>\n");
    write(directory, "texts_en.properties", "setup.ours.title = Ours\nsetup.ours.text = So:\n");
    write(directory, "texts_de.properties", "setup.ours.title = Unser\nsetup.ours.text = So:\n");

    SetupPage own = new SetupPage(false, null, Templates.in(directory));

    assertThat(own.to("/", "p:1", HTML).text())
        .contains("<h2>Ours</h2>")
        .contains("use p:1 as <var data-of=\"user\" data-as=\"quoted\">USER</var> &lt;now&gt;")
        .contains("This is the proxy")
        .doesNotContain("curlrc");
    assertThat(own.to("/", "p:1", Preferences.NONE).text())
        .contains("# Ours\nSo:\n    use p:1 as USER <now>\n");
  }

  @Test
  void to_operatorsPage_hasAPolicyForItsScript(@TempDir Path directory) throws IOException {
    write(directory, "setup.html", "<p>{authority}</p><script>1</script><script>2</script>");

    Answer answer = new SetupPage(false, null, Templates.in(directory)).to("/", "p:1", HTML);

    assertThat(answer.text()).startsWith("<p>p:1</p>");
    // printf 1 | openssl dgst -sha256 -binary | base64
    assertThat(answer.field("Content-Security-Policy"))
        .contains("style-src 'none'; ")
        .contains(
            "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
                + " 'sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU='; ");
  }

  @Test
  void new_settingsWithoutTexts_saysWhichIsMissing(@TempDir Path directory) throws IOException {
    write(directory, "settings.txt", "[ours]\n{authority}\n");

    assertThatThrownBy(() -> new SetupPage(false, null, Templates.in(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no text for setup.ours.title in en");
  }

  @Test
  void new_settingsWithUnknownForm_saysSo(@TempDir Path directory) throws IOException {
    write(directory, "settings.txt", "[ours]\n{password.rot-thirteen} {password.rot}\n");

    assertThatThrownBy(() -> new SetupPage(false, null, Templates.in(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("settings.txt: [ours]: {password.rot} has none of the forms ");
  }

  @Test
  void fields_ofEveryAnswer_areDistinct() {
    for (String path : new String[] {"/", "/proxy.pac"}) {
      assertThat(page.to(path, HOST, HTML).fields())
          .extracting(Field::name)
          .doesNotHaveDuplicates();
    }
  }

  private static void write(Path directory, String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
