package io.postern.standalone.config;

import io.postern.standalone.log.SafeText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the mistakes of one file, each of which is one line of bounded length, whatever the file
 * holds. Confined to one thread.
 */
final class Problems {
  private static final int MOST = 1000;
  private static final int LONGEST = 1000;

  private final String file;
  private final List<Problem> all = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, String key, String message) {
    if (all.size() < MOST) {
      all.add(new Problem(file, line, shown(key), shown(message)));
    }
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    SafeText.append(shown, text, LONGEST);
    return shown.toString();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** In the file's order. */
  List<Problem> all() {
    return all.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
