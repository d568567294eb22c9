package io.postern.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final AuthRequest REQUEST =
      new AuthRequest(
          "proxy", AuthField.PROXY, "GET", new AuthRequest.Target("h.example", 80), null);

  private final Metrics metrics = new Metrics("1.2.3");

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void decided_allowed_isCountedWithoutTheUser() {
    Decision decision =
        new Decision.Allowed(
            DecisionId.random(),
            Identity.named("alice"),
            "every authenticated user",
            Evidence.of(Evidence.Source.CACHE, null));

    metrics.decisions().decided(REQUEST, Client.UNKNOWN, decision, 2_000_000);

    assertThat(text())
        .contains(
            "postern_decisions_total{adapter=\"proxy\",decision=\"allowed\","
                + "reason=\"authenticated\"} 1.0",
            "postern_decision_seconds_bucket{source=\"cache\",le=\"0.005\"} 1",
            "postern_decision_seconds_count{source=\"cache\"} 1")
        .doesNotContain("alice", "h.example");
  }

  @Test
  void countDropped_linesOfTheAccessLog_areCounted() {
    assertThat(text()).contains("postern_access_log_dropped_total 0.0");

    metrics.countDropped(() -> 3);

    assertThat(text()).contains("postern_access_log_dropped_total 3.0");
  }

  @Test
  void isAllDown_lastServerThatAnswered_goesDown() {
    assertThat(metrics.directory().isAllDown()).isFalse();
    metrics.directory().up("dc1:636", false);
    metrics.directory().up("dc2:636", true);
    assertThat(metrics.directory().isAllDown()).isFalse();

    metrics.directory().up("dc2:636", false);

    assertThat(metrics.directory().isAllDown()).isTrue();
    assertThat(metrics.directory().hasAnswered()).isTrue();
  }

  @Test
  void write_always_hasBuildInfoAndTheJvm() {
    assertThat(text())
        .contains(
            "postern_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1",
            "jvm_memory_used_bytes{",
            "process_cpu_seconds_total ",
            "process_uptime_seconds ");
  }

  private String text() {
    return new String(metrics.text(), StandardCharsets.UTF_8);
  }
}
