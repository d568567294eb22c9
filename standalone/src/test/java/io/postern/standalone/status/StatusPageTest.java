package io.postern.standalone.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.standalone.status.StatusSnapshot.Rates;
import io.postern.standalone.status.StatusSnapshot.Refusal;
import io.postern.standalone.status.StatusSnapshot.Server;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final Server UP = new Server("dc1:636", true, 2, 6);
  private static final Server DOWN = new Server("dc2:636", false, 0, 0);
  private static final Rates BUSY = new Rates(120.4, 12, 0.5, 0.25, 0);
  private static final Refusal REFUSAL =
      new Refusal(
          Instant.parse("2026-03-01T11:59:58Z"),
          "0G7K2M9QX4TB",
          407,
          "invalid-credentials",
          "<b>eve</b>",
          "192.0.2.7");

  private final StatusPage page = new StatusPage(ZoneOffset.UTC);

  @Test
  void html_allIsWell_saysSoFirst() {
    String html = page.html(snapshot(List.of(UP), BUSY, Duration.ofSeconds(4), true), true);

    assertThat(html)
        .contains("<title>It is well: Postern on proxy1</title>")
        .contains("class=\"verdict well\"")
        .contains("running for 3 h 2 min, at 2026-03-01 12:00:00 Z")
        .contains("<dt>Allowed</dt><dd>120</dd>")
        .contains("<dt>Refused (403)</dt><dd>0.8</dd>")
        .contains("<dt>Tunnels</dt><dd>1\u202f234</dd>")
        .contains("<dt>Changes last seen</dt><dd>4 s</dd>")
        .contains("<dt>Looked up: hit</dt><dd>98\u202f765</dd>")
        .contains("<td class=\"up\">up</td><td>2</td><td>6</td>")
        .doesNotContainPattern("\\{[a-z]+}");
  }

  @Test
  void html_oneServerDown_namesIt() {
    assertThat(page.html(snapshot(List.of(UP, DOWN), BUSY, null, true), true))
        .contains("Something needs a look")
        .contains("dc2:636 does not answer; the others are asked.")
        .contains("<dd>off</dd>");
  }

  @Test
  void html_everyServerDown_saysWhoCanWork() {
    assertThat(page.html(snapshot(List.of(DOWN), BUSY, null, true), true))
        .contains("<title>People cannot work: ")
        .contains("No directory server answers.");
  }

  @Test
  void html_manyUnavailable_saysHowMany() {
    Rates outage = new Rates(90, 0, 0, 0, 10);

    assertThat(page.html(snapshot(List.of(UP), outage, null, true), true))
        .contains("People cannot work")
        .contains("10 % of the decisions are 503");
  }

  @Test
  void html_watchLags_saysWhatIsNotNoticed() {
    assertThat(page.html(snapshot(List.of(UP), BUSY, Duration.ofSeconds(61), true), true))
        .contains("Something needs a look")
        .contains("last seen 1 min 1 s ago");
  }

  @Test
  void html_nothingHappenedYet_isAPage() {
    StatusSnapshot fresh =
        new StatusSnapshot(
            Instant.EPOCH,
            Duration.ofSeconds(1),
            "1.0",
            "proxy1",
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            0,
            null,
            0,
            0,
            List.of(),
            false);

    assertThat(page.html(fresh, true))
        .contains("No directory server has been asked yet.")
        .contains("Nobody was refused lately.")
        .doesNotContain("NaN");
  }

  @Test
  void html_usersShown_escapesWhatClientsSent() {
    assertThat(page.html(snapshot(List.of(UP), BUSY, null, true), true))
        .contains("<a href=\"/decisions/0G7K2M9QX4TB\">")
        .contains("<td>&lt;b&gt;eve&lt;/b&gt;</td><td>192.0.2.7</td>")
        .doesNotContain("<b>eve");
  }

  @Test
  void html_usersHidden_namesNobody() {
    assertThat(page.html(snapshot(List.of(UP), BUSY, null, false), true))
        .contains("0G7K2M9QX4TB")
        .contains("invalid-credentials")
        .doesNotContain("eve")
        .doesNotContain("192.0.2.7");
  }

  @Test
  void html_refreshing_canBeStopped() {
    StatusSnapshot now = snapshot(List.of(UP), BUSY, null, true);

    assertThat(page.html(now, true)).contains("<a href=\"/still\">Stop refreshing</a>");
    assertThat(page.html(now, false)).contains("<a href=\"/\">Refresh by itself</a>");
  }

  @Test
  void html_always_loadsNothingElse() {
    assertThat(page.html(snapshot(List.of(UP), BUSY, null, true), true))
        .doesNotContain("src=")
        .doesNotContain("url(")
        .doesNotContain("<link")
        .doesNotContain("<script");
  }

  @Test
  void chart_columns_fillTheHeightAtMost() {
    String svg = DecisionChart.svg(List.of(Rates.NONE, new Rates(1, 1, 1, 0, 1), BUSY));

    assertThat(svg)
        .contains("at most 133\"")
        .contains("<rect class=\"allowed\" x=\"178\"")
        .contains("<rect class=\"unavailable\" x=\"178\"")
        .doesNotContain("x=\"177\"")
        .doesNotContain("y=\"-");
  }

  @Test
  void text_ofASnapshot_hasTheSameFacts() {
    assertThat(
            StatusText.of(
                snapshot(List.of(UP, DOWN), BUSY, Duration.ofSeconds(4), true), ZoneOffset.UTC))
        .startsWith("Something needs a look: Postern on proxy1\n  dc2:636 does not answer")
        .contains("  allowed                   120\n")
        .contains("  dc1:636                   up, 2 busy and 6 idle connections\n")
        .contains("  shield: refused           3\n")
        .doesNotContain("eve");
  }

  private static StatusSnapshot snapshot(
      List<Server> servers, Rates rates, @Nullable Duration lag, boolean usersShown) {
    return new StatusSnapshot(
        Instant.parse("2026-03-01T12:00:00Z"),
        Duration.ofMinutes(182),
        "0.1.0",
        "proxy1",
        servers,
        List.of(rates),
        Map.of("hit", 98_765L, "miss", 12L),
        Map.of("refused", 3L),
        1_000,
        lag,
        56,
        1_234,
        List.of(REFUSAL),
        usersShown);
  }
}
