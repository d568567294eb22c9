package io.postern.standalone.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of any octets: a configuration, or what is wrong with it, a line for each mistake. */
class ConfigFileFuzzTest {
  /** Half of it is too much already. */
  private static final String SECRET = "Zq7Zq7Zq7";

  private static final String BEFORE_SECRET =
      """
      directory: { domain: corp.example.com }
      proxy:
        upstream:
          address: parent.example.com:3128
          user: postern
          password: \
      """;

  @TempDir private Path folder;

  static Stream<byte[]> seeds() {
    return Stream.of(
            String.join("\n", BrokenConfigurationTest.GOOD),
            "directory: { domain: corp.example.com }\naccess: [ deny: { ports: [80] } ]",
            "directory:\n  domian: corp.example.com\n  servers: [ldaps://dc1]\n",
            "proxy: { listen: \"127.0.0.1:${env:PORT}\", drain-time: \"1\\n\\u0007s\" }",
            "a: &a [*a, *a]\naccess: *a\nb: {<<: *a, ? [x] : y}\n",
            "\ufeff--- !!binary |\n  R0lG\n...\n--- {}",
            "cache: { fresh-for: 999999999d, maximum-users: 1e9 }\n'': \"",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "*a",
            "!a!b",
            "!!a",
            "\"\\U\"",
            "\"\\U",
            "${}",
            "'it''s")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void load_anyOctets_isASettingOrAListOfMistakes(byte[] octets) throws IOException {
    for (Problem problem : problems(octets)) {
      assertThat(problem.toString()).matches("[^:]+\\.yaml(:[1-9][0-9]*)?: \\P{Cntrl}{3,2000}");
      assertThat(problem.line()).isLessThanOrEqualTo(lines(octets));
    }
    String text = new String(octets, UTF_8).replaceAll("\\R", " ");
    int middle = text.length() / 2;
    String line = text.substring(0, middle) + SECRET + text.substring(middle);
    if (!line.contains("${env:")) { // a variable's name is none
      assertThat(problems((BEFORE_SECRET + line).getBytes(UTF_8)).toString()).doesNotContain("Zq7");
    }
  }

  private List<Problem> problems(byte[] octets) throws IOException {
    Path file = Files.write(folder.resolve("postern.yaml"), octets);
    ConfigFile.Result result = ConfigFile.load(file, Map.of("PORT", "0"));
    if (result instanceof ConfigFile.Broken broken) {
      assertThat(broken.problems()).isNotEmpty();
      return broken.problems();
    }
    assertThat(((ConfigFile.Loaded) result).config()).isNotNull();
    return List.of();
  }

  private static int lines(byte[] octets) {
    return new String(octets, UTF_8).split("\\R", -1).length;
  }
}
