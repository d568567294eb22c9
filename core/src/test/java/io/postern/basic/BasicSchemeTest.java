package io.postern.basic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.http.Credentials;
import io.postern.spi.Attempt;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Basic (RFC 7617): what reaches the directory, and what never does. */
class BasicSchemeTest {
  private final RecordingDirectory directory = new RecordingDirectory();
  private final BasicScheme scheme = new BasicScheme(directory, "Corporate proxy");
  private final ConnectionAuth connection = new ConnectionAuth(Client.UNKNOWN);

  @Test
  void challenge_namesRealmAndCharset() {
    assertThat(scheme.challenge().fieldValue())
        .isEqualTo("Basic realm=\"Corporate proxy\", charset=\"UTF-8\"");
  }

  /** The example of RFC 7617 §2. */
  @Test
  void attempt_exampleOfTheRfc_isRead() {
    attempt("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

    assertThat(directory.asked).containsExactly("Aladdin/open sesame");
  }

  /** The example of RFC 7617 §2.1. */
  @Test
  void attempt_poundSignOfTheRfc_isUtf8() {
    attempt("dGVzdDoxMjPCow==");

    assertThat(directory.asked).containsExactly("test/123£");
  }

  @Test
  void attempt_moreColons_belongToThePassword() {
    attempt(encoded("alice:a:b::", UTF_8));

    assertThat(directory.asked).containsExactly("alice/a:b::");
  }

  @Test
  void attempt_latin1_isReadAsUtf8WouldBe() {
    attempt(encoded("müller:pässwörd:1", ISO_8859_1));
    attempt(encoded("müller:pässwörd:1", UTF_8));

    assertThat(directory.asked).containsExactly("müller/pässwörd:1", "müller/pässwörd:1");
  }

  @Test
  void attempt_withoutPadding_isRead() {
    attempt("YTpi".concat("Yw"));

    assertThat(directory.asked).containsExactly("a/bc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice:",
        ":secret",
        ":",
        "",
        "alice",
        "alice:sec\u0000ret",
        "alice:\u0000",
        "ali\u0000ce:secret",
        "alice:secret\r\nX: y",
        "alice\u007f:secret",
        "alice:\u0085",
      })
  void attempt_unusableUserPass_isMalformedAndNobodyIsAsked(String userPass) {
    String token68 = encoded(userPass, UTF_8);
    Credentials credentials = Credentials.parse("Basic " + token68);

    assertThat(scheme.attemptNow(credentials, connection)).isInstanceOf(Attempt.Malformed.class);
    assertThat(scheme.attemptLater(credentials, connection).toCompletableFuture().join())
        .isInstanceOf(Attempt.Malformed.class);
    assertThat(scheme.claimedName(credentials)).isNull();
    assertThat(directory.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic !!!!",
        "Basic YTpi=YTpi",
        "Basic a",
        "Basic user=a",
        "Basic YTp-",
        "Basic YTp_"
      })
  void attempt_notBase64_isMalformed(String fieldValue) {
    Credentials credentials = Credentials.parse(fieldValue);
    Attempt attempt = credentials == null ? null : scheme.attemptNow(credentials, connection);

    assertThat(credentials == null || attempt instanceof Attempt.Malformed).isTrue();
    assertThat(directory.asked).isEmpty();
  }

  @Property
  void fieldValue_anyUserPass_reachesTheDirectoryUnchanged(
      @ForAll("names") String name, @ForAll("passwords") @NotEmpty String password) {
    RecordingDirectory recording = new RecordingDirectory();
    String field = BasicScheme.fieldValue(name.getBytes(UTF_8), password.getBytes(UTF_8));

    new BasicScheme(recording, "r").attemptNow(Credentials.parse(field), connection);

    assertThat(recording.asked).containsExactly(name + '/' + password);
  }

  @Property
  void attempt_anyOctets_throwsNothing(@ForAll byte[] octets) {
    Attempt attempt = attempt(Base64.getEncoder().encodeToString(octets));

    assertThat(attempt).isNotNull();
  }

  @Test
  void attemptNow_knownOrNot_wipesThePassword() {
    attempt(encoded("alice:secret", UTF_8));

    assertThat(directory.last.password()).containsOnly(0);
  }

  @Test
  void attemptLater_leavesThePasswordToTheDirectory() {
    Credentials credentials = Credentials.parse("Basic " + encoded("alice:secret", UTF_8));

    Attempt attempt = scheme.attemptLater(credentials, connection).toCompletableFuture().join();

    assertThat(attempt).isInstanceOf(Verdict.Authenticated.class);
    assertThat(directory.last.password()).isEqualTo("secret".getBytes(UTF_8));
    assertThat(scheme.claimedName(credentials)).isEqualTo("alice");
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('!', '9')
        .withChars("@\\äß€ 漢".replace(":", ""))
        .excludeChars(':')
        .ofMinLength(1)
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars("äöü€漢").ofMaxLength(40);
  }

  private Attempt attempt(String token68) {
    Credentials credentials = Credentials.parse("Basic " + token68);
    return credentials == null
        ? new Attempt.Malformed("no token68")
        : scheme.attemptNow(credentials, connection);
  }

  private static String encoded(String userPass, Charset charset) {
    return Base64.getEncoder().encodeToString(userPass.getBytes(charset));
  }

  /** Knows everybody, and writes down who was asked about. */
  private static final class RecordingDirectory implements Directory {
    final List<String> asked = new ArrayList<>();
    UserPass last;

    @Override
    public Verdict known(UserPass userPass) {
      asked.add(userPass.userId() + '/' + new String(userPass.password(), UTF_8));
      last = userPass;
      return new Verdict.Authenticated(Identity.named(userPass.userId()), Evidence.NONE);
    }

    @Override
    public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
      return CompletableFuture.completedStage(known(userPass));
    }
  }
}
