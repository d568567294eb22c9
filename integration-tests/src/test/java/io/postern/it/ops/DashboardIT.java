package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardIT {
  /** Panels that every Grafana has. */
  private static final Set<String> BUILT_IN =
      Set.of("row", "stat", "state-timeline", "table", "timeseries");

  private static final int COLUMNS = 24;

  private final JsonNode dashboard = Dist.tree("postern-dashboard.json");

  @Test
  void dashboard_panels_showEveryMetric() {
    assertThat(Dist.metrics(String.join("\n", queries(dashboard))))
        .containsExactlyInAnyOrderElementsOf(Dist.METRICS);
  }

  @Test
  void dashboard_queries_arePromQl(@TempDir Path directory) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n- name: queries\n  rules:\n");
    int number = 0;
    for (String query : queries(dashboard)) {
      rules.append("  - record: query:").append(number++).append("\n    expr: |\n      ");
      rules.append(query.replace("$__rate_interval", "1m")).append('\n');
    }
    Path file = Files.writeString(directory.resolve("queries.yml"), rules);

    Peers.require("promtool");
    Completed check = Completed.run(directory, Peers.path("promtool"), "check", "rules", file);

    assertThat(check.exit()).as(check.output()).isZero();
  }

  @Test
  void dashboard_panels_needNoPlugin() {
    assertThat(dashboard.get("panels"))
        .extracting(p -> p.get("type").asText())
        .isSubsetOf(BUILT_IN);
    assertThat(dashboard.findValues("datasource"))
        .filteredOn(JsonNode::isObject)
        .extracting(source -> source.get("uid").asText())
        .containsOnly("${datasource}");
  }

  @Test
  void dashboard_panels_sayWhatTheyShowAndDoNotOverlap() {
    int bottom = 0;
    boolean[][] taken = new boolean[200][COLUMNS];
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("title").asText()).isNotBlank();
      assertThat(panel.get("type").asText().equals("row") || panel.hasNonNull("description"))
          .as(panel.get("title").asText())
          .isTrue();
      JsonNode place = panel.get("gridPos");
      for (int y = 0; y < place.get("h").asInt(); y++) {
        for (int x = 0; x < place.get("w").asInt(); x++) {
          int row = place.get("y").asInt() + y;
          int column = place.get("x").asInt() + x;
          assertThat(taken[row][column]).as(panel.get("title").asText()).isFalse();
          taken[row][column] = true;
          bottom = Math.max(bottom, row);
        }
      }
    }
    assertThat(bottom).isPositive();
  }

  /** Every query, of panels, variables' labels excepted. */
  static List<String> queries(JsonNode dashboard) {
    List<String> queries = new ArrayList<>();
    dashboard.findValues("expr").forEach(query -> queries.add(query.asText()));
    return queries;
  }
}
