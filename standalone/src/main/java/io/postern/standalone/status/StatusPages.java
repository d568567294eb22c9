package io.postern.standalone.status;

import io.postern.gate.Decision;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminRequest;
import io.postern.standalone.explain.Explanation;
import io.postern.standalone.explain.RecentDecisions;
import io.postern.standalone.metrics.LdapMetrics;
import io.postern.standalone.metrics.Metrics;
import io.postern.standalone.status.StatusSnapshot.Refusal;
import io.postern.standalone.status.StatusSnapshot.Server;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/** {@code /}: how the program is, for a browser or a terminal. Thread-safe. */
public final class StatusPages {
  private static final int REFRESH_SECONDS = 10;
  private static final int REFUSALS = 20;
  private static final StatusCode STATUS = new StatusCode();

  private final String version;
  private final boolean usersShown;
  private final Metrics metrics;
  private final LongSupplier accounts;
  private final RecentDecisions recent;
  private final DecisionHistory history;
  private final Clock clock;
  private final Instant started;
  private final StatusPage page;

  /**
   * Makes the pages of a program that starts now.
   *
   * @param usersShown whether names of users and addresses of clients may stand there
   * @param accounts how many accounts are remembered
   */
  public StatusPages(
      String version,
      boolean usersShown,
      Metrics metrics,
      LongSupplier accounts,
      RecentDecisions recent,
      DecisionHistory history,
      Clock clock) {
    this.version = version;
    this.usersShown = usersShown;
    this.metrics = metrics;
    this.accounts = accounts;
    this.recent = recent;
    this.history = history;
    this.clock = clock;
    this.started = clock.instant();
    this.page = new StatusPage(clock.getZone());
  }

  /** The page that is loaded again by itself. */
  public AdminAnswer refreshing(AdminRequest request) {
    return request.wantsHtml()
        ? AdminAnswer.html(page.html(snapshot(), true)).refreshing(REFRESH_SECONDS)
        : still(request);
  }

  /** The page that stays as it is, for those who read slowly (WCAG 2.2, criterion 2.2.1). */
  public AdminAnswer still(AdminRequest request) {
    StatusSnapshot now = snapshot();
    return request.wantsHtml()
        ? AdminAnswer.html(page.html(now, false))
        : AdminAnswer.text(200, StatusText.of(now, clock.getZone()));
  }

  private StatusSnapshot snapshot() {
    Instant now = clock.instant();
    return new StatusSnapshot(
        now,
        Duration.between(started, now),
        version + " on Java " + Runtime.version(),
        HostName.OURS,
        servers(),
        history.rates(),
        metrics.memory().lookups(),
        metrics.memory().shieldActions(),
        accounts.getAsLong(),
        metrics.watch().lag(),
        metrics.proxy().connections(),
        metrics.proxy().tunnels(),
        recent.refusals(REFUSALS, StatusPages::isAskedAbout).stream()
            .map(StatusPages::refusal)
            .toList(),
        usersShown);
  }

  private List<Server> servers() {
    LdapMetrics directory = metrics.directory();
    return directory.servers().entrySet().stream()
        .map(
            server ->
                new Server(
                    server.getKey(),
                    server.getValue(),
                    directory.connections(server.getKey(), "busy"),
                    directory.connections(server.getKey(), "idle")))
        .toList();
  }

  /** A client that has not shown who it is yet is no refusal: that is how most of them begin. */
  private static boolean isAskedAbout(Explanation explanation) {
    return !(explanation.decision() instanceof Decision.Challenged challenged)
        || challenged.rejected() != null;
  }

  private static Refusal refusal(Explanation explanation) {
    Decision decision = explanation.decision();
    return new Refusal(
        explanation.time(),
        decision.id().toString(),
        decision.handle(STATUS),
        decision.reason(),
        decision.user(),
        explanation.client().toString());
  }

  /** What the client got. */
  private static final class StatusCode implements Decision.Handler<Integer> {
    @Override
    public Integer allowed(Decision.Allowed decision) {
      return 200;
    }

    @Override
    public Integer challenged(Decision.Challenged decision) {
      return decision.field().status();
    }

    @Override
    public Integer refused(Decision.Refused decision) {
      return 403;
    }

    @Override
    public Integer notPermitted(Decision.NotPermitted decision) {
      return 403;
    }

    @Override
    public Integer unavailable(Decision.Unavailable decision) {
      return 503;
    }
  }
}
