package io.postern.it.proxies;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Proxy × case → what the client got. */
final class AnswersTable {
  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  /** Writes a cell and returns what it is about. */
  Got put(String proxy, String column, Got got) {
    put(proxy, column, got.cell());
    return got;
  }

  void put(String proxy, String column, String cell) {
    rows.computeIfAbsent(proxy, name -> new LinkedHashMap<>()).put(column, cell);
  }

  /** As a table in Markdown. */
  @Override
  public String toString() {
    Set<String> columns =
        rows.values().stream()
            .flatMap(row -> row.keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    StringBuilder table =
        new StringBuilder("| proxy | " + String.join(" | ", columns) + " |\n|---|");
    table.append("---|".repeat(columns.size())).append('\n');
    rows.forEach(
        (proxy, row) -> {
          table.append("| ").append(proxy);
          columns.forEach(column -> table.append(" | ").append(row.getOrDefault(column, "-")));
          table.append(" |\n");
        });
    return table.toString();
  }
}
