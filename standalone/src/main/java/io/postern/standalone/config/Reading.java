package io.postern.standalone.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The reading of one file: where it is, the environment it refers to, and what is wrong with it.
 */
final class Reading {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final String ENVIRONMENT = "env:";

  /** More than a file may have; but an alias says a long text again in two characters. */
  private static final int MAXIMUM_TEXT = 4 << 20;

  private final Path file;
  private final Map<String, String> environment;
  private final Problems problems;
  private final SortedMap<String, String> said = new TreeMap<>();
  private int room = MAXIMUM_TEXT;

  Reading(Path file, Map<String, String> environment, Problems problems) {
    this.file = file;
    this.environment = environment;
    this.problems = problems;
  }

  /** Notes what the file says at a path; of a section, that it is there. */
  void said(String path, String text) {
    said.put(path, text);
  }

  SortedMap<String, String> said() {
    return said;
  }

  void problem(Node node, String path, String message) {
    problems.add(line(node), path, message);
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** {@code path} as seen from the file that names it. */
  Path resolve(String path) {
    return file.resolveSibling(path);
  }

  /**
   * The text of a scalar with its references replaced. What YAML would make of it does not matter:
   * a realm may be called {@code Yes}.
   */
  @Nullable String scalar(Node node, String path) {
    if (!(node instanceof ScalarNode scalar)) {
      String found = node instanceof SequenceNode ? "a list" : "a section";
      problem(node, path, "is one value, not " + found);
      return null;
    }
    if (scalar.getTag().equals(Tag.NULL) && scalar.isPlain()) {
      problem(node, path, "has no value: give one or remove the line");
      return null;
    }
    if (scalar.getValue().length() > room) {
      problem(node, path, "is too long: with its aliases, the file is above " + MAXIMUM_TEXT);
      return null;
    }
    room -= scalar.getValue().length();
    String text = expanded(scalar, path);
    if (text != null) {
      said(path, text);
    }
    return text;
  }

  private @Nullable String expanded(ScalarNode scalar, String path) {
    StringBuilder text = new StringBuilder();
    Matcher reference = REFERENCE.matcher(scalar.getValue());
    while (reference.find()) {
      String name = reference.group(1);
      if (!name.startsWith(ENVIRONMENT)) {
        problem(scalar, path, "${…} is not a reference: write ${env:NAME}");
        return null;
      }
      String value = environment.get(name.substring(ENVIRONMENT.length()));
      if (value == null) {
        String variable = name.substring(ENVIRONMENT.length());
        problem(scalar, path, "the environment variable " + variable + " is not set");
        return null;
      }
      reference.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return reference.appendTail(text).toString();
  }
}
