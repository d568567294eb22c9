package io.postern.basic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.http.Credentials;
import io.postern.spi.Attempt;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Directory;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Basic credentials of any octets, beside a reading of RFC 7617 by the letter. */
class BasicSchemeFuzzTest {
  private static final ConnectionAuth CONNECTION = new ConnectionAuth(Client.UNKNOWN);
  private static final Pattern FIELD =
      Pattern.compile("[ \t]*(?i:basic)[ \t]+([A-Za-z0-9+/]+={0,2})[ \t]*");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "basic \tYTpiYw ",
            "Basic YTpiYw==, Basic YTpiYw==",
            "Basic realm=\"a\\\"b\", x = y",
            "alice:secret",
            "alice:a:b::",
            "m\u00fcller:p\u00e4ssw\u00f6rd",
            "m\u00c3\u00bcller:123\u00c2\u00a3",
            "alice:\u00c2\u0085",
            "alice:sec\u0000ret",
            ":secret",
            "alice:")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void attempt_anyOctets_reachTheDirectoryAsTheyAreOrNotAtAll(byte[] octets) {
    play(new String(octets, ISO_8859_1));
    play("Basic " + Base64.getEncoder().encodeToString(octets));
  }

  private static void play(String field) {
    Asked asked = new Asked();
    BasicScheme scheme = new BasicScheme(asked, "test");
    Credentials credentials = Credentials.parse(field);
    boolean basic = credentials != null && credentials.areFor("Basic");
    Attempt attempt = basic ? scheme.attemptNow(credentials, CONNECTION) : null;

    String[] userPass = userPassIn(field);
    if (userPass == null) {
      assertThat(asked.userId).isNull();
      assertThat(attempt == null || attempt instanceof Attempt.Malformed).isTrue();
      return;
    }
    assertThat(asked.userId).isEqualTo(userPass[0]);
    assertThat(asked.password).isEqualTo(userPass[1]);
    assertThat(asked.wiped()).isTrue();
    assertThat(scheme.claimedName(credentials)).isEqualTo(userPass[0]);
    assertThat(credentials.toString()).isEqualToIgnoringCase("Basic (hidden)");

    if (field.length() < 340) { // Latin-1 may double in UTF-8, and is within the limits still
      String again =
          BasicScheme.fieldValue(userPass[0].getBytes(UTF_8), userPass[1].getBytes(UTF_8));
      assertThat(userPassIn(again)).isEqualTo(userPass);
    }
  }

  /** User-id and password; null: there are none that a directory may be asked about. */
  private static String[] userPassIn(String field) {
    Matcher form = FIELD.matcher(field);
    if (!form.matches()) {
      return null;
    }
    String octets;
    try {
      octets = new String(Base64.getDecoder().decode(form.group(1)), ISO_8859_1);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    int colon = octets.indexOf(':');
    int password = octets.length() - colon - 1;
    if (colon < 1 || colon > 512 || password < 1 || password > 1024) {
      return null;
    }
    String[] userPass = {text(octets.substring(0, colon)), text(octets.substring(colon + 1))};
    boolean control = (userPass[0] + userPass[1]).chars().anyMatch(Character::isISOControl);
    return control ? null : userPass;
  }

  /** Octets that come back from UTF-8 as they were are UTF-8; others are Latin-1. */
  private static String text(String octets) {
    String utf8 = new String(octets.getBytes(ISO_8859_1), UTF_8);
    return Arrays.equals(utf8.getBytes(UTF_8), octets.getBytes(ISO_8859_1)) ? utf8 : octets;
  }

  /** Knows nobody, and writes down who was asked about. */
  private static final class Asked implements Directory {
    private UserPass last;
    private String userId;
    private String password;

    @Override
    public Verdict known(UserPass userPass) {
      assertThat(userPass).hasToString("UserPass (hidden)");
      last = userPass;
      userId = userPass.userId();
      password = new String(userPass.password(), UTF_8);
      return null;
    }

    @Override
    public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
      throw new AssertionError("only what is known was asked for");
    }

    boolean wiped() {
      for (byte octet : last.password()) {
        if (octet != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
