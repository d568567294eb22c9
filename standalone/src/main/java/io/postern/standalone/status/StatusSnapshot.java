package io.postern.standalone.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the program is at one moment: all that the status page shows. Immutable.
 *
 * @param version of the program
 * @param host the name of the machine
 * @param servers of the directory that were asked since the start
 * @param history decisions, oldest first, one for each {@link DecisionHistory#STEP}
 * @param lookups in the account memory since the start, by what was found
 * @param shield what the lockout shield did since the start
 * @param accounts that are remembered
 * @param watchLag since the directory's changes were last seen; null where there is no watch
 * @param refusals the latest, newest first
 * @param usersShown whether the operator wants names and addresses on the page
 */
public record StatusSnapshot(
    Instant time,
    Duration uptime,
    String version,
    String host,
    List<Server> servers,
    List<Rates> history,
    Map<String, Long> lookups,
    Map<String, Long> shield,
    long accounts,
    @Nullable Duration watchLag,
    long connections,
    long tunnels,
    List<Refusal> refusals,
    boolean usersShown) {

  public StatusSnapshot {
    servers = List.copyOf(servers);
    history = List.copyOf(history);
    refusals = List.copyOf(refusals);
  }

  /** A directory server: {@code host:port}, and its connections. */
  public record Server(String name, boolean up, int busy, int idle) {}

  /** Decisions a second. */
  public record Rates(
      double allowed, double challenged, double refused, double notPermitted, double unavailable) {
    static final Rates NONE = new Rates(0, 0, 0, 0, 0);

    double total() {
      return allowed + challenged + refused + notPermitted + unavailable;
    }
  }

  /**
   * A decision that somebody may ask about.
   *
   * @param status of the answer
   * @param user as claimed, or proven; null if there is none
   */
  public record Refusal(
      Instant time,
      String decision,
      int status,
      String reason,
      @Nullable String user,
      String client) {}

  /** The latest rates. */
  Rates now() {
    return history.isEmpty() ? Rates.NONE : history.get(history.size() - 1);
  }
}
