package io.postern.standalone.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An example of a configuration file: every key with its meaning, most of them in comments. */
final class ExampleFile {
  private static final int COLUMNS = 100;

  /** What a first configuration needs; everything else stands in a comment. */
  private static final Set<String> IN_USE = Set.of("directory.type", "directory.domain");

  private final StringBuilder text = new StringBuilder();

  static String text() {
    ExampleFile file = new ExampleFile();
    KeyTable.SECTIONS.forEach(file::section);
    return file.text.toString();
  }

  private void section(KeyTable.Section section) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    comment("", section.description());
    text.append(section.name()).append(":\n");
    List<String> open = List.of(section.name());
    for (Key<?> key : section.keys()) {
      open = key(key, open);
    }
  }

  /** Writes a key; returns the sections that are open behind it. */
  private List<String> key(Key<?> key, List<String> open) {
    List<String> path = List.of(key.path().split("\\."));
    List<String> parents = path.subList(0, path.size() - 1);
    String mark = IN_USE.contains(key.path()) ? "" : "#";
    for (int depth = 1; depth < parents.size(); depth++) {
      if (!parents.subList(0, depth + 1).equals(prefix(open, depth + 1))) {
        text.append(indent(path, depth)).append(mark).append(inList(parents, depth, open));
        text.append(parents.get(depth).replace("[]", "")).append(":\n");
      }
    }
    String indent = indent(path, parents.size());
    comment(indent, key.description());
    String value = key.defaultText() == null ? key.example() : key.defaultText();
    text.append(indent).append(mark).append(inList(parents, parents.size(), open));
    text.append(key.name()).append(": ");
    text.append(value.equals("[]") ? key.example() : value).append('\n');
    return new ArrayList<>(parents);
  }

  private static List<String> prefix(List<String> path, int length) {
    return path.subList(0, Math.min(path.size(), length));
  }

  /** What stands before a name at this depth: a dash where it begins an element of a list. */
  private static String inList(List<String> parents, int depth, List<String> open) {
    if (parents.get(depth - 1).endsWith("[]")) {
      boolean begins = depth == 1 || !parents.subList(0, depth).equals(prefix(open, depth));
      return begins ? "- " : "  ";
    }
    return parents.subList(1, depth).stream().anyMatch(name -> name.endsWith("[]")) ? "  " : "";
  }

  private static String indent(List<String> path, int depth) {
    boolean inList = path.get(0).endsWith("[]");
    return "  ".repeat(depth + (inList && depth > 1 ? 1 : 0));
  }

  private void comment(String indent, String words) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : words.split(" ")) {
      if (line.length() + 1 + word.length() > COLUMNS) {
        text.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }
}
