package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.it.peer.Completed;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import io.postern.it.program.RunningDemo;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus reads the running program; the dashboard and the alerts read Prometheus. */
class PrometheusIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static RunningDemo demo;
  private static PeerProcess prometheus;
  private static String api;

  @BeforeAll
  static void start() throws IOException {
    Peers.require("prometheus", "promtool");
    // A young generation so small that it is collected while we look.
    demo = RunningDemo.start(folder, "-Xmx128m", "-Xmn3m", "-XX:+UseSerialGC");
    Path rules = Dist.DIRECTORY.resolve("postern-alerts.yml").toAbsolutePath().normalize();
    Path settings =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["%s"]
            scrape_configs:
              - job_name: postern
                static_configs: [{ targets: ["%s"] }]
            """
                .replaceFirst("%s", rules.toString())
                .replaceFirst("%s", demo.admin()));
    int port = PeerProcess.freePort();
    prometheus =
        PeerProcess.start(
                folder,
                Peers.path("prometheus").toString(),
                "--config.file=" + settings,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .awaitPort(port);
    api = "http://127.0.0.1:" + port + "/api/v1/";
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void dashboard_everyQuery_returnsData() {
    for (JsonNode panel : Dist.tree("postern-dashboard.json").get("panels")) {
      for (JsonNode expression : panel.findValues("expr")) {
        String query =
            expression
                .asText()
                .replace("$__rate_interval", "15s")
                .replace("$job", ".*")
                .replace("$instance", ".*");
        Eventually.see(query, SOON, () -> somethingHappens() && hasData(query) ? query : null);
      }
    }
  }

  @Test
  void alerts_loadedByPrometheus_areEvaluatedWithoutError() {
    JsonNode groups =
        Eventually.see(
            "evaluated rules",
            SOON,
            () -> {
              JsonNode rules = ask("rules").at("/data/groups");
              return rules.findValuesAsText("health").contains("unknown") ? null : rules;
            });

    assertThat(groups.findValuesAsText("health")).isNotEmpty().containsOnly("ok");
    assertThat(groups.findValuesAsText("state")).contains("inactive").doesNotContain("firing");
  }

  @Test
  void metrics_checkedByPromtool_areClean() throws IOException {
    somethingHappens();
    Path metrics =
        Files.writeString(folder.resolve("metrics"), get("http://" + demo.admin() + "/metrics"));

    Completed check =
        Completed.run(folder, "sh", "-c", Peers.path("promtool") + " check metrics <" + metrics);

    assertThat(check.output()).isEmpty();
    assertThat(check.exit()).isZero();
  }

  @Test
  void metrics_all_areThere() {
    somethingHappens();

    assertThat(Dist.metrics(get("http://" + demo.admin() + "/metrics"))).containsAll(Dist.METRICS);
  }

  /** A bit of everything, a refusal among it. */
  private static boolean somethingHappens() {
    assertThat(demo.get("alice", "secret")).isEqualTo(200);
    assertThat(demo.connect("alice", "secret")).isEqualTo(200);
    assertThat(demo.get("expired", "secret")).isEqualTo(403);
    assertThat(demo.get("bob", "wrong")).isEqualTo(407);
    return true;
  }

  private static boolean hasData(String query) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    JsonNode answer = ask("query?query=" + encoded);
    assertThat(answer.at("/status").asText()).as(query).isEqualTo("success");
    return !answer.at("/data/result").isEmpty();
  }

  private static JsonNode ask(String question) {
    try {
      return new ObjectMapper().readTree(get(api + question));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String get(String url) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(SOON).build();
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return response.body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
