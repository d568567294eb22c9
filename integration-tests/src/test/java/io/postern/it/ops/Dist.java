package io.postern.it.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files that a release has beside the program. */
final class Dist {
  static final Path DIRECTORY = Path.of("..", "standalone", "src", "main", "dist");
  static final Path DOCS = Path.of("..", "docs");

  /** The metrics that are promised to operators, without a histogram's suffixes. */
  static final Set<String> METRICS =
      Set.of(
          "postern_account_watch_changes_total",
          "postern_account_watch_lag_seconds",
          "postern_build_info",
          "postern_cache_lookups_total",
          "postern_decision_seconds",
          "postern_decisions_total",
          "postern_directory_connections",
          "postern_directory_requests_seconds",
          "postern_directory_up",
          "postern_lockout_shield_sprays_total",
          "postern_lockout_shield_total",
          "postern_proxy_bytes_total",
          "postern_proxy_connections",
          "postern_proxy_requests_total",
          "postern_proxy_tunnels");

  private static final Pattern METRIC = Pattern.compile("\\bpostern_[a-z_]+");
  private static final Pattern PART = Pattern.compile("_seconds_(bucket|sum|count)$");

  private Dist() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A YAML file; JSON is some. */
  static JsonNode tree(String name) {
    try {
      return new YAMLMapper().readTree(DIRECTORY.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The metrics of ours that a text names. */
  static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> PART.matcher(found.group()).replaceFirst("_seconds"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
