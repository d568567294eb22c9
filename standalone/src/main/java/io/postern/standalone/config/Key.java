package io.postern.standalone.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One key of the configuration file: what the loader reads by, and what the reference is made of.
 *
 * @param path such as {@code directory.tls.mode}; {@code []} stands for an element of a list
 * @param defaultText the default as it would be written; null: there is none
 * @param defaultNote what the reference says of the default
 * @param example as it would be written
 */
public record Key<T>(
    String path,
    Kind<T> kind,
    @Nullable String defaultText,
    String defaultNote,
    String example,
    String description) {

  /** A key that has a default. */
  static <T> Key<T> of(
      String path, Kind<T> kind, String defaultText, String example, String description) {
    return new Key<>(path, kind, defaultText, "`" + defaultText + "`", example, description);
  }

  /** A key that may be left out, and then {@code note} holds. */
  static <T> Key<T> optional(
      String path, Kind<T> kind, String note, String example, String description) {
    return new Key<>(path, kind, null, note, example, description);
  }

  /** The part behind the last dot. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The path of the section that it stands in. */
  String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  @Nullable T defaultValue() {
    return defaultText == null ? null : parse(defaultText);
  }

  /** What {@code text} means where it stands in a file. */
  @Nullable T parse(String text) {
    Problems problems = new Problems(path);
    Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    T value = kind.read(node, path, new Reading(Path.of("."), Map.of(), problems));
    if (!problems.all().isEmpty()) {
      throw new IllegalStateException(problems.all().toString());
    }
    return value;
  }
}
