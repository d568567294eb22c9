package io.postern.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyTableTest {
  private static final Path REFERENCE = Path.of("../docs/configuration.md");
  private static final Path EXAMPLE = Path.of("src/main/dist/conf/postern.yaml");

  /** Writes the files instead of comparing them. */
  private static final boolean UPDATE = Boolean.getBoolean("docs.update");

  @TempDir private Path folder;

  static Stream<Key<?>> keys() {
    return KeyTable.keys();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_always_hasWhatTheReferenceNeeds(Key<?> key) {
    assertThat(key.path()).matches("[a-z-]+((\\[])?\\.[a-z-]+)+");
    assertThat(key.description()).isNotBlank().endsWith(".");
    assertThat(key.defaultNote()).isNotBlank();
    assertThat(key.example()).isNotBlank();
    assertThat(key.kind().name()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_default_isAValueOfItsKind(Key<?> key) {
    if (key.defaultText() != null) {
      assertThat(key.defaultValue()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_example_isAValueOfItsKind(Key<?> key) throws IOException {
    if (key.example().startsWith("/etc") || key.example().contains("env:")) {
      return; // what it names is not here
    }
    assertThat(key.parse(key.example())).isNotNull();
  }

  @Test
  void exampleFile_asItIs_isGood() throws IOException {
    Path file = Files.writeString(folder.resolve("postern.yaml"), ConfigReference.exampleFile());

    assertThat(ConfigFile.load(file, Map.of())).isInstanceOf(ConfigFile.Loaded.class);
  }

  @Test
  void reference_inTheRepository_isThisTable() throws IOException {
    compare(REFERENCE, ConfigReference.markdown());
  }

  @Test
  void exampleFile_inTheRepository_isThisTable() throws IOException {
    compare(EXAMPLE, ConfigReference.exampleFile());
  }

  private static void compare(Path file, String expected) throws IOException {
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).as("run: ./mvnw test -pl standalone -Ddocs.update=true").hasContent(expected);
  }
}
