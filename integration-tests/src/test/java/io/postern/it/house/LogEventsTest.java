package io.postern.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators search their logs for: every event has a name, and the documentation has it. */
class LogEventsTest {
  private static final Pattern NAMED =
      Pattern.compile("MarkerFactory\\.getMarker\\(\\s*\"([^\"]+)\"");
  private static final Pattern NAMELESS = Pattern.compile("LOG\\.(?:info|warn)\\(\\s*(\".*)");
  private static final Pattern QUOTED = Pattern.compile("`([a-z-]+)`");

  @Test
  void events_ofTheSources_areTheDocumentedOnes() {
    String docs = Sources.text(Sources.root().resolve("docs/operating.md"));
    String table = docs.substring(docs.indexOf("| Event |"), docs.indexOf("**The access log**"));
    Set<String> documented = new TreeSet<>();
    table
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|")[1])
        .forEach(cell -> documented.addAll(all(QUOTED, cell)));

    assertThat(documented).isNotEmpty().isEqualTo(inMain(NAMED));
  }

  @Test
  void events_thatAreNoDefects_haveNames() {
    assertThat(inMain(NAMELESS)).isEmpty();
  }

  private static Set<String> inMain(Pattern pattern) {
    Set<String> found = new TreeSet<>();
    for (Path file : Sources.java()) {
      if (file.toString().contains("/src/main/")) {
        found.addAll(all(pattern, Sources.text(file)));
      }
    }
    return found;
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
