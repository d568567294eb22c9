package io.postern.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How files look: what a formatter does not see. */
class TidyTest {
  private static final int LINES_OF_MAIN = 300;
  private static final int LINES_OF_TEST = 450;
  private static final int LINES_OF_METHOD = 60;
  private static final int COLUMNS = 100;

  @Test
  void javaFile_isShortEnoughToReadInOneGo() {
    List<String> lengthy = new ArrayList<>();
    for (Path file : Sources.java()) {
      int lines = Sources.lines(file).size();
      if (lines > (isTest(file) ? LINES_OF_TEST : LINES_OF_MAIN)) {
        lengthy.add(name(file) + ": " + lines + " lines");
      }
    }
    assertThat(lengthy).isEmpty();
  }

  @Test
  void javaLine_fitsTheWidth() {
    assertThat(
            offences(
                line -> line.codePointCount(0, line.length()) > COLUMNS && !isUnbreakable(line)))
        .isEmpty();
  }

  /** What no formatter can break: a link, an import, a literal. */
  private static boolean isUnbreakable(String line) {
    return line.contains("https://")
        || line.startsWith("import ")
        || line.matches(" *(\\+ )?\".*\"[;,)]*");
  }

  @Test
  void javaLine_isFinished() {
    Pattern unfinished = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    assertThat(offences(line -> unfinished.matcher(line).find())).isEmpty();
  }

  @Test
  void javaType_isNotNamedForItsPlaceInTheCode() {
    Pattern vague = Pattern.compile(".*(Impl|Manager|Util|Utils|Helper)\\.java");
    assertThat(Sources.java())
        .filteredOn(file -> vague.matcher(file.getFileName().toString()).matches())
        // Squid's own word for such a program.
        .filteredOn(file -> !name(file).contains("/squid/") && !name(file).contains("SquidHelper"))
        .isEmpty();
  }

  @Test
  void mainPackage_hasOneSentenceAboutItself() {
    assertThat(Sources.java())
        .filteredOn(file -> !isTest(file) && name(file).endsWith("/package-info.java"))
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(Sources.text(file))
                    .startsWith("/**")
                    .containsPattern("\\.\\s+\\*/\\s+@NullMarked"));
  }

  @Test
  void anyFile_namesNoMachine() {
    Pattern machine = Pattern.compile("(^|[^\\w./-])/(wor" + "k|hom" + "e/\\w+|ro" + "ot)/");
    List<String> offences = new ArrayList<>();
    Sources.files()
        .filter(file -> file.toString().matches(".*\\.(java|xml|md|ya?ml|txt|properties)"))
        .forEach(
            file -> {
              if (machine.matcher(Sources.text(file)).find()) {
                offences.add(name(file));
              }
            });
    assertThat(offences).isEmpty();
  }

  /** The formatter sees to it that a method's brace closes where its header began. */
  @Test
  void javaMethod_isShort() {
    Pattern header =
        Pattern.compile(
            "( {2}| {4})(?! )"
                + "(?!(if|for|while|switch|try|do|else|synchronized|return|case)\\b)"
                + "(?!.*\\b(class|interface|enum|record|new)\\b)[^=(]*\\([^=]*[^=>] \\{");
    List<String> lengthy = new ArrayList<>();
    for (Path file : Sources.java()) {
      List<String> lines = Sources.lines(file);
      for (int from = 0; from < lines.size(); from++) {
        Matcher method = header.matcher(lines.get(from));
        if (method.matches()) {
          int to = lines.subList(from, lines.size()).indexOf(method.group(1) + '}');
          if (to >= LINES_OF_METHOD) {
            lengthy.add(name(file) + ':' + (from + 1) + ": " + to + " lines");
          }
        }
      }
    }
    assertThat(lengthy).isEmpty();
  }

  private static List<String> offences(Predicate<String> isOffence) {
    List<String> all = new ArrayList<>();
    for (Path file : Sources.java()) {
      int number = 0;
      for (String line : Sources.linesOfCode(file)) {
        number++;
        if (isOffence.test(line)) {
          all.add(name(file) + ':' + number + ": " + line.strip());
        }
      }
    }
    return all;
  }

  private static boolean isTest(Path file) {
    return name(file).contains("/src/test/");
  }

  private static String name(Path file) {
    return Sources.root().relativize(file).toString();
  }
}
