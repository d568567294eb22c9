package io.postern.standalone.status;

import io.postern.standalone.status.StatusSnapshot.Rates;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;

/** A snapshot as plain text, for a terminal. */
public final class StatusText {
  private static final String MARGIN = "  ";

  private StatusText() {}

  /**
   * The text, without the refusals: {@code explain} and {@code who-locks} know more of them.
   *
   * @param zone in which times are told
   */
  public static String of(StatusSnapshot now, ZoneId zone) {
    StringBuilder text = new StringBuilder();
    List<Concern> concerns = Concern.of(now);
    line(text, Concern.worst(concerns).words() + ": Postern on " + now.host());
    concerns.forEach(concern -> line(text, MARGIN + concern.sentence()));
    line(
        text,
        now.version()
            + ", running for "
            + Words.duration(now.uptime())
            + ", at "
            + Words.dateAndTime(now.time(), zone));
    Rates rates = now.now();
    line(text, "\ndecisions a second");
    fact(text, "allowed", Words.rate(rates.allowed()));
    fact(text, "asked to sign in (407)", Words.rate(rates.challenged()));
    fact(text, "refused (403)", Words.rate(rates.refused() + rates.notPermitted()));
    fact(text, "no directory (503)", Words.rate(rates.unavailable()));
    line(text, "\ndirectory");
    for (StatusSnapshot.Server server : now.servers()) {
      String connections =
          ", " + server.busy() + " busy and " + server.idle() + " idle connections";
      fact(text, server.name(), (server.up() ? "up" : "down") + connections);
    }
    String lag = now.watchLag() == null ? "off" : Words.duration(now.watchLag());
    fact(text, "changes last seen", lag);
    line(text, "\nnow");
    fact(text, "connections", Words.count(now.connections()));
    fact(text, "tunnels", Words.count(now.tunnels()));
    fact(text, "accounts remembered", Words.count(now.accounts()));
    line(text, "\nlook-ups in the account memory, and the lockout shield, since the start");
    new TreeMap<>(now.lookups()).forEach((name, n) -> fact(text, name, Words.count(n)));
    new TreeMap<>(now.shield()).forEach((name, n) -> fact(text, "shield: " + name, Words.count(n)));
    return text.toString();
  }

  private static void fact(StringBuilder text, String name, String value) {
    String gap = " ".repeat(Math.max(1, 26 - name.length()));
    line(text, MARGIN + name + gap + value);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
