package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.postern.answer.DecisionResponse;
import io.postern.scripted.ScriptedDirectory;
import io.postern.spi.Outcome.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays the corpus of helper lines, each as a process of its own. */
class HelperCorpusTest {
  private static final Pattern MEMBER =
      Pattern.compile("\"(id|stdin_b64|expect_regex)\": \"((?:[^\"\\\\]++|\\\\.)*+)\"");

  /** Where the project decides otherwise than the corpus. */
  private static final Map<String, String> DECIDED =
      Map.of(
          // Octets that are not UTF-8 are Latin-1, as everywhere (RFC 7617 leaves it open).
          "sq-latin1", "^OK .*user=\"büro\"",
          // There are more notes than user=, all of them quoted.
          "sq-user-attr-inj", "^4 OK( [a-z_]+=\"([^\"\\\\\n]|\\\\.)*\")+\n$",
          // Half a line might be half a password: it is not asked.
          "sq-noeol", "^$",
          "sq-eof", "^$");

  @TestFactory
  Stream<DynamicTest> run_corpus_isAnsweredAsExpected() throws IOException {
    try (InputStream corpus =
        HelperCorpusTest.class.getResourceAsStream("/corpora/14-own-squid-helper-lines.jsonl")) {
      List<Map<String, String>> records =
          new String(corpus.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(HelperCorpusTest::members)
              .toList();
      assertThat(records).hasSize(30);
      return records.stream()
          .map(
              each -> {
                String id = each.getOrDefault("id", "");
                String expected = DECIDED.getOrDefault(id, each.get("expect_regex"));
                byte[] lines = Base64.getDecoder().decode(each.get("stdin_b64"));
                return dynamicTest(id, () -> play(id, lines, expected));
              });
    }
  }

  private static void play(String id, byte[] lines, String expected) throws IOException {
    ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();
    if (id.equals("sq-ldapdown")) {
      directory.goAway(Cause.UNREACHABLE);
    }
    if (id.equals("sq-user-attr-inj")) {
      directory.user("alice", "secret", "x\nOK user=root", "a b=c", "\" tag=\"x\\");
    }
    byte[] whole =
        new String(lines, StandardCharsets.ISO_8859_1)
            .replace("|PAUSE|", "")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquidHelper.run(
        new ByteArrayInputStream(whole) {
          @Override
          public synchronized int read(byte[] octets, int offset, int length) {
            return super.read(octets, offset, Math.min(length, id.equals("sq-split") ? 3 : length));
          }
        },
        out,
        directory.gate(),
        new DecisionResponse("test", null),
        HelperOptions.BASIC,
        SquidHelper.Limits.DEFAULT);

    String answers = out.toString(StandardCharsets.UTF_8);
    assertThat(answers).containsPattern(expected);
    long questions =
        new String(whole, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
    assertThat(answers.lines().count()).isEqualTo(questions);
  }

  private static Map<String, String> members(String json) {
    Map<String, String> members = new HashMap<>();
    Matcher member = MEMBER.matcher(json);
    while (member.find()) {
      members.put(member.group(1), member.group(2).replace("\\n", "\n").replace("\\\\", "\\"));
    }
    return members;
  }
}
