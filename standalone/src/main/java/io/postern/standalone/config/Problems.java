package io.postern.standalone.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of one file. Confined to one thread. */
final class Problems {
  private final String file;
  private final List<Problem> all = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, String key, String message) {
    all.add(new Problem(file, line, key, message));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** In the file's order. */
  List<Problem> all() {
    return all.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
