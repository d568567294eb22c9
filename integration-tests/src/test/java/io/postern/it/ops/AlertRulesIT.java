package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AlertRulesIT {
  private static final String RULES = "postern-alerts.yml";
  private static final String STORIES = "postern-alerts-test.yml";

  @Test
  void rules_checkedByPromtool_areRules() {
    Completed check = promtool("check", "rules", RULES);

    assertThat(check.exit()).as(check.output()).isZero();
  }

  @Test
  void rules_playedByPromtool_fireWhenTheyShould() {
    Completed played = promtool("test", "rules", STORIES);

    assertThat(played.exit()).as(played.output()).isZero();
  }

  @Test
  void rules_each_firesInAStory() {
    List<String> fired = new ArrayList<>();
    for (JsonNode story : Dist.tree(STORIES).get("tests")) {
      for (JsonNode expected : story.get("alert_rule_test")) {
        if (expected.has("exp_alerts")) {
          fired.add(expected.get("alertname").asText());
        }
      }
    }

    assertThat(alerts()).extracting(alert -> alert.get("alert").asText()).isSubsetOf(fired);
  }

  @Test
  void rules_each_saysHowBadItIsAndWhatToDo() {
    String guide = Dist.text(Dist.DOCS.resolve("operating.md"));

    assertThat(alerts())
        .allSatisfy(
            alert -> {
              String name = alert.get("alert").asText();
              JsonNode words = alert.get("annotations");
              assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
              assertThat(words.get("summary").asText()).isNotBlank();
              assertThat(words.get("description").asText()).isNotBlank();
              assertThat(words.get("runbook").asText())
                  .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
              assertThat(guide).contains("### " + name + "\n");
            });
  }

  @Test
  void rules_all_nameMetricsThatThereAre() {
    assertThat(Dist.metrics(Dist.tree(RULES).toString())).isNotEmpty().isSubsetOf(Dist.METRICS);
  }

  private static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : Dist.tree(RULES).get("groups")) {
      group.get("rules").forEach(alerts::add);
    }
    return alerts;
  }

  private static Completed promtool(Object... arguments) {
    Peers.require("promtool");
    List<Object> command = new ArrayList<>(List.of(Peers.path("promtool")));
    command.addAll(List.of(arguments));
    return Completed.run(Dist.DIRECTORY, command.toArray());
  }
}
