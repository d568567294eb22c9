package io.postern.standalone.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.cache.MemoryListener.Lookup;
import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import io.postern.spi.Verdict;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminRequest;
import io.postern.standalone.explain.RecentDecisions;
import io.postern.standalone.metrics.Metrics;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusPagesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
  private static final AdminRequest BROWSER = new AdminRequest("GET", "", "text/html,*/*", null);
  private static final AdminRequest CURL = new AdminRequest("GET", "", "*/*", null);

  private final Metrics metrics = new Metrics("1.2.3");
  private final RecentDecisions recent = new RecentDecisions(CLOCK);
  private final DecisionHistory history = new DecisionHistory(() -> 0);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void refreshing_browser_getsAPageThatIsAskedForAgain() {
    AdminAnswer answer = pages(true).refreshing(BROWSER);

    assertThat(answer.contentType()).startsWith("text/html");
    assertThat(answer.refreshSeconds()).isEqualTo(10);
    assertThat(text(answer)).contains("1.2.3 on Java ").contains("Stop refreshing");
  }

  @Test
  void still_browser_getsAPageThatStays() {
    AdminAnswer answer = pages(true).still(BROWSER);

    assertThat(answer.refreshSeconds()).isZero();
    assertThat(text(answer)).contains("Refresh by itself");
  }

  @Test
  void refreshing_terminal_getsText() {
    assertThat(pages(true).refreshing(CURL).contentType()).startsWith("text/plain");
    assertThat(text(pages(true).refreshing(CURL))).contains("accounts remembered       42");
  }

  @Test
  void snapshot_whatTheMetricsCount_isShown() {
    metrics.directory().up("dc1:636", true);
    metrics.directory().connections("dc1:636", "busy", 3);
    metrics.memory().lookedUp(Lookup.SUPERSEDED);
    metrics.proxy().tunnelOpened();

    assertThat(text(pages(true).still(CURL)))
        .startsWith("It is well: ")
        .contains("dc1:636                   up, 3 busy and 0 idle")
        .contains("superseded                1\n")
        .contains("tunnels                   1\n");
  }

  @Test
  void refusals_wrongPassword_isListedButNotHowClientsBegin() throws Exception {
    Verdict.Rejected wrong =
        new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE);
    decide(challenged(1, null));
    decide(challenged(2, wrong));

    String html = text(pages(true).still(BROWSER));

    assertThat(html)
        .contains("000000000002</a></td><td>407</td><td>invalid-credentials</td>")
        .contains("<td>eve</td><td>192.0.2.7</td>")
        .doesNotContain("000000000001");
    assertThat(text(pages(false).still(BROWSER)))
        .contains("000000000002")
        .doesNotContain("eve")
        .doesNotContain("192.0.2.7");
  }

  private StatusPages pages(boolean usersShown) {
    return new StatusPages("1.2.3", usersShown, metrics, () -> 42, recent, history, CLOCK);
  }

  private void decide(Decision decision) throws Exception {
    Client client = new Client(InetAddress.getByName("192.0.2.7"));
    DecisionListener.all(recent, history)
        .decided(new AuthRequest("proxy", AuthField.PROXY, "GET", null, null), client, decision, 1);
  }

  private static Decision challenged(long id, Verdict.@Nullable Rejected rejected) {
    return new Decision.Challenged(
        new DecisionId(id),
        rejected == null ? Decision.Why.CREDENTIALS_MISSING : Decision.Why.CREDENTIALS_REJECTED,
        AuthField.PROXY,
        List.of(),
        rejected == null ? null : "eve",
        rejected);
  }

  private static String text(AdminAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
