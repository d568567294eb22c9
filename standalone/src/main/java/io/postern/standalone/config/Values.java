package io.postern.standalone.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What one file says, by key; and where it says it. Confined to one thread. */
final class Values {
  private final Map<String, Object> values;
  private final Map<String, Integer> lines;
  private final Map<String, Integer> sizes;
  private final Set<String> blank;
  private final Problems problems;
  private final String scope;

  Values(Problems problems) {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), problems, "");
  }

  private Values(
      Map<String, Object> values,
      Map<String, Integer> lines,
      Map<String, Integer> sizes,
      Set<String> blank,
      Problems problems,
      String scope) {
    this.values = values;
    this.lines = lines;
    this.sizes = sizes;
    this.blank = blank;
    this.problems = problems;
    this.scope = scope;
  }

  void put(String path, Object value) {
    values.put(path, value);
  }

  void seen(String path, int line) {
    lines.put(path, line);
  }

  void blank(String path) {
    blank.add(path);
  }

  void size(String list, int size) {
    sizes.put(list, size);
  }

  /** The value of a key that has a default. */
  <T> T get(Key<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.path() + " has no default");
    }
    return value;
  }

  /** The value of a key, or its default; null if it has neither. */
  <T> @Nullable T find(Key<T> key) {
    @SuppressWarnings("unchecked") // put there by the key's own kind
    T value = (T) values.get(concrete(key.path()));
    return value != null ? value : key.defaultValue();
  }

  <T> T find(Key<T> key, T otherwise) {
    T value = find(key);
    return value == null ? otherwise : value;
  }

  /** Whether the file has this key or section, be its value good or not. */
  boolean has(String path) {
    return lines.containsKey(concrete(path));
  }

  boolean has(Key<?> key) {
    return has(key.path());
  }

  /** Whether the file has this section, and nothing at all in it. */
  boolean isBlank(String path) {
    return blank.contains(concrete(path));
  }

  /** The sections of the list {@code path}, each read by the same keys. */
  List<Values> each(String path) {
    return IntStream.range(0, sizes.getOrDefault(path, 0))
        .mapToObj(i -> new Values(values, lines, sizes, blank, problems, path + '[' + i + ']'))
        .toList();
  }

  /** Reports a rule that keys break together. */
  void problem(String path, String message) {
    problems.add(line(concrete(path)), concrete(path), message);
  }

  /** The line of a key or section, or of the section around it. */
  private int line(String path) {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  private String concrete(String path) {
    int element = path.indexOf("[]");
    return element < 0 || scope.isEmpty() ? path : scope + path.substring(element + 2);
  }
}
