package io.postern.squid;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.scripted.ScriptedDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of any octets from Squid: each whole one gets its one answer, on its own channel. */
class SquidHelperFuzzTest {
  private static final AuthGate GATE = ScriptedDirectory.withSampleUsers().gate();
  private static final DecisionResponse ANSWERS = new DecisionResponse("test", null);
  private static final Set<List<String>> WELCOME =
      Set.of(
          List.of("alice", "secret"),
          List.of("bob", "secret"),
          List.of("m\u00fcller", "p\u00e4ssw\u00f6rd:1"),
          List.of("b\u00fcro", "p\u00e4ssw\u00f6rd"));

  private static final Pattern ANSWER =
      Pattern.compile("(?:[0-9]+ )?(?:OK|ERR|BH)(?: [^\\x00-\\x1f\\x7f]*)?");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})?");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "alice secret\n",
            "7 alice secret\n18446744073709551615 bob wrong\n",
            "1 m%C3%BCller p%e4ssw%f6rd%3a1 10.0.0.1\n",
            "alice sec%0Aret\nali%3Ace secret\nalice%zz secret\r\n",
            "-1 alice secret\n99999999999999999999 alice secret\n\n",
            "3 10.0.0.1 GET example.com 443 Basic%20YWxpY2U6c2VjcmV0 Internet%20Users\n",
            "- - - - Basic%20a=%22%5C\n",
            "expired secret\nalice")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void run_anyOctets_answersEachLineOnItsChannel(byte[] octets) throws IOException {
    String[] lines = new String(octets, ISO_8859_1).split("\n", -1);
    List<String> answers = answers(octets, HelperOptions.BASIC);

    assertThat(answers).hasSize(lines.length - 1);
    for (int i = 0; i < answers.size(); i++) {
      check(lines[i].endsWith("\r") ? chopped(lines[i]) : lines[i], answers.get(i));
    }
    assertThat(answers(octets, HelperOptions.BASIC.withAcl())).hasSize(lines.length - 1);
  }

  private static List<String> answers(byte[] octets, HelperOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquidHelper.run(
        new ByteArrayInputStream(octets), out, GATE, ANSWERS, options, SquidHelper.Limits.DEFAULT);
    String text = out.toString(UTF_8);
    assertThat(text.isEmpty() || text.endsWith("\n")).isTrue();
    List<String> answers = text.isEmpty() ? List.of() : List.of(chopped(text).split("\n", -1));
    assertThat(answers).allMatch(ANSWER.asMatchPredicate());
    return answers;
  }

  private static void check(String line, String answer) {
    ReplyReader reply = ReplyReader.read(answer);
    List<String> fields = Arrays.asList(line.split(" ", -1));
    String channel = "";
    if (fields.size() > 2 && fields.get(0).matches("-?[0-9]+")) {
      channel = fields.get(0);
      fields = fields.subList(1, fields.size());
    }
    if (line.length() > HelperInput.MAXIMUM_QUESTION || !channel.matches("[0-9]{0,19}")) {
      // Too long, or too many digits for some of all channels.
      assertThat(reply.channel()).isIn("", channel);
      return;
    }
    assertThat(reply.channel()).isEqualTo(channel);
    if (fields.size() < 2 || !fields.stream().allMatch(SquidHelperFuzzTest::isEscaped)) {
      assertThat(reply.result()).isEqualTo("BH");
      return;
    }
    List<String> userPass = List.of(text(fields.get(0)), text(fields.get(1)));
    assertThat(reply.result()).isEqualTo(WELCOME.contains(userPass) ? "OK" : "ERR");
    if (WELCOME.contains(userPass)) {
      assertThat(reply.notes()).containsEntry("user", userPass.get(0));
    }
  }

  private static boolean isEscaped(String field) {
    return ESCAPE.matcher(field).results().allMatch(escape -> escape.group(1) != null);
  }

  /** The text that a field's octets are, in UTF-8 or else in Latin-1. */
  private static String text(String field) {
    String octets =
        ESCAPE
            .matcher(field)
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    String utf8 = new String(octets.getBytes(ISO_8859_1), UTF_8);
    return Arrays.equals(utf8.getBytes(UTF_8), octets.getBytes(ISO_8859_1)) ? utf8 : octets;
  }

  private static String chopped(String text) {
    return text.substring(0, text.length() - 1);
  }
}
