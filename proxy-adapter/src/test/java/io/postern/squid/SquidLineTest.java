package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquidLineTest {

  @Test
  void parse_twoFields_areUserAndPassword() {
    assertThat(texts("alice secret", Channels.AUTO)).containsExactly("", "alice", "secret");
  }

  @Test
  void parse_numberBeforeTwoFields_isTheChannel() {
    assertThat(texts("7 alice secret", Channels.AUTO)).containsExactly("7", "alice", "secret");
  }

  @Test
  void parse_numberBeforeOneField_isAUser() {
    assertThat(texts("1234 secret", Channels.AUTO)).containsExactly("", "1234", "secret");
  }

  @Test
  void parse_numberWithKeyExtras_isAUserOrAChannelAsTold() {
    assertThat(texts("1234 secret 10.0.0.1", Channels.NEVER))
        .containsExactly("", "1234", "secret", "10.0.0.1");
    assertThat(texts("1234 secret 10.0.0.1", Channels.ALWAYS))
        .containsExactly("1234", "secret", "10.0.0.1");
  }

  @Test
  void parse_largestChannel_comesBackAsItWas() {
    assertThat(texts("18446744073709551615 a b", Channels.AUTO))
        .containsExactly("18446744073709551615", "a", "b");
    assertThat(texts("007 a b", Channels.AUTO)).containsExactly("007", "a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616 a b", "-1 a b", "99999999999999999999 a b"})
  void parse_channelOutOfRange_isMalformed(String line) {
    assertThat(parse(line, Channels.AUTO)).isInstanceOf(SquidLine.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice secret", "+1 a b", " a b", ""})
  void parse_noChannelWhereOneMustBe_isMalformed(String line) {
    assertThat(parse(line, Channels.ALWAYS)).isInstanceOf(SquidLine.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%zz b", "a% b", "a%4 b", "a b%", "a b%2", "a b%-1"})
  void parse_badEscape_isMalformed(String line) {
    assertThat(parse(line, Channels.AUTO)).isInstanceOf(SquidLine.Malformed.class);
  }

  @Test
  void parse_badEscapeOnChannel_keepsTheChannel() {
    assertThat(parse("9 a%zz b", Channels.AUTO).channel()).isEqualTo("9");
  }

  @Test
  void parse_escapedPercent_isUnescapedOnce() {
    assertThat(texts("alice 50%2525", Channels.AUTO)).containsExactly("", "alice", "50%25");
  }

  @Test
  void parse_oneCarriageReturnAtTheEnd_isLeftOut() {
    assertThat(texts("alice secret\r", Channels.AUTO)).containsExactly("", "alice", "secret");
    assertThat(texts("alice secret\r\r", Channels.AUTO)).containsExactly("", "alice", "secret\r");
  }

  @Test
  void toString_ofAPassword_hidesIt() {
    assertThat(parse("7 alice secret", Channels.AUTO).toString()).doesNotContain("secret");
  }

  @Test
  void wipe_afterUse_leavesZeroes() {
    SquidLine.Fields fields = (SquidLine.Fields) parse("alice secret", Channels.AUTO);

    fields.wipe();

    assertThat(fields.octets().get(1)).containsOnly(0);
  }

  @Property
  void parse_whatSquidEscaped_isTheOctetsAgain(
      @ForAll @Size(max = 40) byte[] user, @ForAll @Size(max = 40) byte[] password) {
    byte[] line = join(escaped(user), escaped(password));

    SquidLine.Fields fields = (SquidLine.Fields) SquidLine.parse(line, Channels.NEVER);

    assertThat(fields.octets()).containsExactly(user, password);
  }

  @Property
  void parse_anyOctets_isFieldsOrMalformed(
      @ForAll @Size(max = 60) byte[] line, @ForAll Channels channels) {
    assertThat(SquidLine.parse(line, channels)).isNotNull();
  }

  /** As rfc1738_escape does with RFC1738_ESCAPE_UNSAFE and RFC1738_ESCAPE_CTRLS. */
  private static byte[] escaped(byte[] octets) {
    ByteArrayOutputStream escaped = new ByteArrayOutputStream();
    for (byte octet : octets) {
      if (octet <= 0x20 || octet == 0x7f || "<>\"#%{}|\\^~[]`'".indexOf(octet) >= 0) {
        escaped.writeBytes(
            String.format(Locale.ROOT, "%%%02X", octet & 0xff).getBytes(StandardCharsets.UTF_8));
      } else {
        escaped.write(octet);
      }
    }
    return escaped.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(first);
    line.write(' ');
    line.writeBytes(second);
    return line.toByteArray();
  }

  private static SquidLine parse(String line, Channels channels) {
    return SquidLine.parse(line.getBytes(StandardCharsets.ISO_8859_1), channels);
  }

  private static List<String> texts(String line, Channels channels) {
    SquidLine.Fields fields = (SquidLine.Fields) parse(line, channels);
    List<String> texts = new ArrayList<>(List.of(fields.channel()));
    for (int i = 0; i < fields.octets().size(); i++) {
      texts.add(fields.text(i));
    }
    return texts;
  }
}
