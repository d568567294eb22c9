package io.postern.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The checks that stand before every directory. */
class UserPassTest {

  @Test
  void of_utf8_isKept() {
    try (UserPass userPass = of("müller", "pässwörd:1", UTF_8)) {
      assertThat(userPass.userId()).isEqualTo("müller");
      assertThat(userPass.password()).isEqualTo("pässwörd:1".getBytes(UTF_8));
    }
  }

  @Test
  void of_latin1_becomesUtf8() {
    try (UserPass userPass = of("müller", "pässwörd:1", ISO_8859_1)) {
      assertThat(userPass.userId()).isEqualTo("müller");
      assertThat(userPass.password()).isEqualTo("pässwörd:1".getBytes(UTF_8));
    }
  }

  @Test
  void of_blanksAtTheEnds_areKept() {
    try (UserPass userPass = of(" alice ", " secret ", UTF_8)) {
      assertThat(userPass.userId()).isEqualTo(" alice ");
      assertThat(userPass.password()).isEqualTo(" secret ".getBytes(UTF_8));
    }
  }

  /** A directory takes an empty password for an anonymous bind, which succeeds. */
  @Test
  void of_emptyPasswordOrName_isNull() {
    assertThat(of("alice", "", UTF_8)).isNull();
    assertThat(of("", "secret", UTF_8)).isNull();
  }

  @Test
  void of_overlong_isNull() {
    assertThat(of("a".repeat(UserPass.MAXIMUM_USER_ID), "b".repeat(1024), UTF_8)).isNotNull();
    assertThat(of("a".repeat(UserPass.MAXIMUM_USER_ID + 1), "b", UTF_8)).isNull();
    assertThat(of("a", "b".repeat(UserPass.MAXIMUM_PASSWORD + 1), UTF_8)).isNull();
  }

  /** What C code would take for the end of the password, and what would break a log line. */
  @Property
  void of_controlCharacterAnywhere_isNull(
      @ForAll @IntRange(max = 0x1f) int control, @ForAll @IntRange(max = 6) int at) {
    String broken = new StringBuilder("secret").insert(at, (char) control).toString();

    assertThat(of("alice", broken, UTF_8)).isNull();
    assertThat(of(broken, "secret", UTF_8)).isNull();
  }

  @Property
  void of_c1Control_isNull(@ForAll @IntRange(min = 0x7f, max = 0x9f) int control) {
    assertThat(of("alice", "a" + (char) control, UTF_8)).isNull();
    assertThat(of("a" + (char) control, "secret", UTF_8)).isNull();
  }

  @Property
  void of_anyOctets_throwsNothing(@ForAll byte[] userId, @ForAll byte[] password) {
    UserPass userPass = UserPass.of(userId, password);

    assertThat(userPass == null || userPass.password().length > 0).isTrue();
  }

  @Test
  void close_wipesThePassword() {
    UserPass userPass = of("alice", "secret", UTF_8);
    byte[] password = userPass.password();
    userPass.close();

    assertThat(password).containsOnly(0);
  }

  @Test
  void of_arraysOfTheCaller_areNotKept() {
    byte[] password = "secret".getBytes(UTF_8);
    try (UserPass userPass = UserPass.of("alice".getBytes(UTF_8), password)) {
      java.util.Arrays.fill(password, (byte) 'x');
      assertThat(userPass.password()).isEqualTo("secret".getBytes(UTF_8));
    }
  }

  @Test
  void toString_hidesNameAndPassword() {
    try (UserPass userPass = of("alice", "secret", UTF_8)) {
      assertThat(userPass.toString()).doesNotContain("alice", "secret");
    }
  }

  private static UserPass of(String userId, String password, Charset charset) {
    return UserPass.of(userId.getBytes(charset), password.getBytes(charset));
  }
}
