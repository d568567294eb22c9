package io.postern.standalone.status;

import io.postern.answer.Html;
import io.postern.answer.Template;
import io.postern.standalone.status.StatusSnapshot.Rates;
import io.postern.standalone.status.StatusSnapshot.Refusal;
import io.postern.standalone.status.StatusSnapshot.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A snapshot as a page that stands by itself. Thread-safe. */
public final class StatusPage {
  private final Template template = new Template(resource());
  private final ZoneId zone;

  /**
   * Makes the page.
   *
   * @param zone in which times are told
   */
  public StatusPage(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * The page.
   *
   * @param refreshing whether the page will be loaded again by itself
   */
  public String html(StatusSnapshot now, boolean refreshing) {
    List<Concern> concerns = Concern.of(now);
    Concern.Level worst = Concern.worst(concerns);
    return template.fill(
        gap ->
            switch (gap) {
              case "verdict" -> worst.words();
              case "level" -> worst.name().toLowerCase(Locale.ROOT);
              case "concerns" -> concerns(concerns);
              case "host" -> Html.escaped(now.host());
              case "version" -> Html.escaped(now.version());
              case "uptime" -> Words.duration(now.uptime());
              case "time" -> Words.dateAndTime(now.time(), zone);
              case "refresh" -> refresh(refreshing);
              case "chart" -> DecisionChart.svg(now.history());
              case "servers" -> servers(now.servers());
              case "memory" -> memory(now);
              case "refusals" -> refusals(now);
              default -> number(now, gap);
            });
  }

  private static @Nullable String number(StatusSnapshot now, String gap) {
    Rates rates = now.now();
    return switch (gap) {
      case "allowed" -> Words.rate(rates.allowed());
      case "challenged" -> Words.rate(rates.challenged());
      case "refused" -> Words.rate(rates.refused() + rates.notPermitted());
      case "unavailable" -> Words.rate(rates.unavailable());
      case "tunnels" -> Words.count(now.tunnels());
      case "connections" -> Words.count(now.connections());
      case "lag" -> now.watchLag() == null ? "off" : Words.duration(now.watchLag());
      case "accounts" -> Words.count(now.accounts());
      default -> null;
    };
  }

  private static String refresh(boolean refreshing) {
    return refreshing
        ? "<a href=\"/still\">Stop refreshing</a>"
        : "<a href=\"/\">Refresh by itself</a>";
  }

  private static String concerns(List<Concern> concerns) {
    StringBuilder list = new StringBuilder();
    concerns.forEach(c -> list.append("<p>").append(Html.escaped(c.sentence())).append("</p>\n"));
    return list.toString();
  }

  private static String servers(List<Server> servers) {
    StringBuilder rows = new StringBuilder();
    for (Server server : servers) {
      rows.append("<tr><th scope=\"row\">").append(Html.escaped(server.name())).append("</th>");
      rows.append(server.up() ? "<td class=\"up\">up" : "<td class=\"down\">down").append("</td>");
      rows.append("<td>").append(server.busy()).append("</td>");
      rows.append("<td>").append(server.idle()).append("</td></tr>\n");
    }
    return rows.toString();
  }

  private static String memory(StatusSnapshot now) {
    StringBuilder rows = new StringBuilder();
    counts(rows, "Looked up: ", now.lookups());
    counts(rows, "Shield: ", now.shield());
    return rows.toString();
  }

  private static void counts(StringBuilder rows, String prefix, Map<String, Long> counts) {
    new TreeMap<>(counts)
        .forEach(
            (name, count) -> {
              rows.append("<div><dt>").append(prefix).append(Html.escaped(name)).append("</dt>");
              rows.append("<dd>").append(Words.count(count)).append("</dd></div>\n");
            });
  }

  private String refusals(StatusSnapshot now) {
    if (now.refusals().isEmpty()) {
      return "<p>Nobody was refused lately.</p>";
    }
    String who = now.usersShown() ? "<th scope=\"col\">User</th><th scope=\"col\">Client</th>" : "";
    StringBuilder table = new StringBuilder("<table>\n<thead><tr><th scope=\"col\">Time</th>");
    table.append("<th scope=\"col\">Decision</th><th scope=\"col\">Answer</th>");
    table.append("<th scope=\"col\">Reason</th>").append(who).append("</tr></thead>\n<tbody>\n");
    now.refusals().forEach(refusal -> row(table, refusal, now.usersShown()));
    table.append("</tbody>\n</table>");
    if (!now.usersShown()) {
      table.append("\n<p class=\"soft\">With admin.show-users, the users' names stand here.</p>");
    }
    return table.toString();
  }

  private void row(StringBuilder table, Refusal refusal, boolean usersShown) {
    String id = Html.escaped(refusal.decision());
    table.append("<tr><td>").append(Words.time(refusal.time(), zone)).append("</td>");
    table.append("<td><a href=\"/decisions/").append(id).append("\">").append(id);
    table.append("</a></td><td>").append(refusal.status()).append("</td>");
    table.append("<td>").append(Html.escaped(refusal.reason())).append("</td>");
    if (usersShown) {
      String user = refusal.user() == null ? "–" : refusal.user();
      table.append("<td>").append(Html.escaped(user)).append("</td>");
      table.append("<td>").append(Html.escaped(refusal.client())).append("</td>");
    }
    table.append("</tr>\n");
  }

  private static String resource() {
    try (InputStream in = StatusPage.class.getResourceAsStream("status.html")) {
      if (in == null) {
        throw new IllegalStateException("the resource status.html is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
