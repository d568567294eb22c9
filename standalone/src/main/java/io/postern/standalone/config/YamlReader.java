package io.postern.standalone.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Walks a file by the table of keys. Whatever the table does not have is a problem. */
final class YamlReader {
  /** Longer than any key's, also misspelt. */
  private static final int LONGEST_NAME = 100;

  private final Reading reading;
  private final Values values;

  YamlReader(Reading reading, Values values) {
    this.reading = reading;
    this.values = values;
  }

  /**
   * Reads a section.
   *
   * @param path in this file, such as {@code access[0].allow}
   * @param pattern in the table, such as {@code access[].allow}
   */
  void section(Node node, String path, String pattern) {
    if (isEmpty(node)) {
      values.blank(path);
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      reading.problem(node, path, "is a section: write its keys below it, each on a line");
      return;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = name(tuple.getKeyNode(), path);
      if (name == null) {
        continue;
      }
      Integer before = seen.putIfAbsent(name, Reading.line(tuple.getKeyNode()));
      if (before != null) {
        reading.problem(tuple.getKeyNode(), join(path, name), "is in line " + before + " already");
      } else {
        entry(tuple, join(path, name), join(pattern, name), pattern);
      }
    }
  }

  private void entry(NodeTuple tuple, String path, String pattern, String section) {
    Node value = tuple.getValueNode();
    values.seen(path, Reading.line(tuple.getKeyNode()));
    reading.said(path, "");
    Key<?> key = KeyTable.key(pattern);
    if (key != null) {
      Object read = key.kind().read(value, path, reading);
      if (read != null) {
        values.put(path, read);
      }
    } else if (KeyTable.isSection(pattern)) {
      section(value, path, pattern);
    } else if (KeyTable.isSection(pattern + "[]")) {
      list(value, path, pattern + "[]");
    } else {
      reading.problem(tuple.getKeyNode(), path, unknown(pattern, section));
    }
  }

  private void list(Node node, String path, String pattern) {
    if (isEmpty(node)) {
      return;
    }
    if (!(node instanceof SequenceNode sequence)) {
      reading.problem(node, path, "is a list: begin each element with \"- \"");
      return;
    }
    values.size(path, sequence.getValue().size());
    for (int i = 0; i < sequence.getValue().size(); i++) {
      Node element = sequence.getValue().get(i);
      String at = path + '[' + i + ']';
      values.seen(at, Reading.line(element));
      section(element, at, pattern);
    }
  }

  private @Nullable String name(Node key, String path) {
    if (key instanceof ScalarNode scalar && scalar.getValue().length() <= LONGEST_NAME) {
      return scalar.getValue();
    }
    reading.problem(key, path, "a key is one word");
    return null;
  }

  private static String unknown(String pattern, String section) {
    String name = pattern.substring(section.isEmpty() ? 0 : section.length() + 1);
    String hint = Hints.of(pattern);
    if (hint != null) {
      return "there is no such key: " + hint;
    }
    String nearest = Spelling.nearest(name, KeyTable.names(section));
    if (nearest != null) {
      return "there is no such key: did you mean \"" + nearest + "\"?";
    }
    String elsewhere = KeyTable.elsewhere(name);
    return elsewhere != null
        ? "there is no such key: did you mean \"" + elsewhere + "\"?"
        : "there is no such key";
  }

  private static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getTag().equals(Tag.NULL);
  }

  private static String join(String section, String name) {
    return section.isEmpty() ? name : section + '.' + name;
  }
}
