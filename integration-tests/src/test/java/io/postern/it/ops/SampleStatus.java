package io.postern.it.ops;

import io.postern.answer.Answer;
import io.postern.answer.Answer.Field;
import io.postern.standalone.status.StatusPage;
import io.postern.standalone.status.StatusSnapshot;
import io.postern.standalone.status.StatusSnapshot.Rates;
import io.postern.standalone.status.StatusSnapshot.Refusal;
import io.postern.standalone.status.StatusSnapshot.Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operator's page on a day on which something of everything has happened. */
final class SampleStatus {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private SampleStatus() {}

  static Answer page() {
    String html = new StatusPage(ZoneOffset.UTC).html(snapshot(), true);
    return new Answer(
        200,
        List.of(new Field("Content-Type", "text/html; charset=utf-8")),
        html.getBytes(StandardCharsets.UTF_8));
  }

  private static StatusSnapshot snapshot() {
    List<Rates> history =
        IntStream.range(0, 180)
            .mapToObj(
                i -> new Rates(200 + 100 * Math.sin(i / 20.0), 30, 3, 2, i / 10 == 9 ? 40 : 0))
            .toList();
    return new StatusSnapshot(
        NOW,
        Duration.ofHours(77),
        "1.0 on Java 17",
        "proxy1",
        List.of(
            new Server("dc1.corp.example.com:636", true, 2, 6),
            new Server("dc2.corp.example.com:636", false, 0, 0)),
        history,
        Map.of("hit", 98_765L, "miss", 1_212L, "rejected", 345L, "superseded", 34L),
        Map.of("refused", 3L, "rechecked", 12L),
        12_345,
        Duration.ofSeconds(90),
        1_500,
        1_234,
        List.of(
            refusal("0G7K2M9QX4TB", 407, "invalid-credentials", "CORP\\alice"),
            refusal("0G7K2M9QX4TC", 403, "password-expired", "müller@corp.example.com"),
            refusal("0G7K2M9QX4TD", 503, "timeout", null)),
        true);
  }

  private static Refusal refusal(
      String decision, int status, String reason, @Nullable String user) {
    return new Refusal(NOW, decision, status, reason, user, "2001:db8::192:0:2:7");
  }
}
