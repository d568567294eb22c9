package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One proxy's way to the domain: slow at times, away at times, now this server, now that one. */
final class SimulatedDirectory implements AccountDirectory {
  private static final Evidence EVIDENCE = Evidence.of(Evidence.Source.DIRECTORY, null);

  private static final Evidence UNANSWERED =
      new Evidence(Evidence.Source.DIRECTORY, "dc", null, Duration.ofMillis(1), null);

  private final Stage stage;
  private final SimulatedDomain domain;
  private final Random random;
  private final boolean searches;
  private final BindObserver observer;
  private Outcome.Cause outage;
  private long upSince;
  private int server;
  private int slowness = 1;

  SimulatedDirectory(
      Stage stage, SimulatedDomain domain, Random random, boolean searches, BindObserver observer) {
    this.stage = stage;
    this.domain = domain;
    this.random = random;
    this.searches = searches;
    this.observer = observer;
  }

  void outage(Outcome.Cause cause) {
    outage = cause;
    if (cause == null) {
      upSince = stage.nanoTime();
    }
  }

  void failOver() {
    server = 1 - server;
    upSince = stage.nanoTime();
  }

  void slowness(int factor) {
    slowness = factor;
    upSince = stage.nanoTime();
  }

  /** Since when it answers without a break, in time; {@link Long#MAX_VALUE}: it does not. */
  long upSince() {
    return outage != null || slowness > 1 ? Long.MAX_VALUE : upSince;
  }

  @Override
  public boolean canSearch() {
    return searches;
  }

  @Override
  public Lookup find(String userId, Deadline deadline) {
    if (!searches) {
      return new Lookup.Unsearched("name:" + SimulatedDomain.level(userId), userId);
    }
    Outcome.Unavailable away = wait(1, deadline);
    SimulatedDomain.User user = domain.named(userId);
    Lookup found =
        user == null ? new Lookup.Nobody(EVIDENCE) : new Lookup.Found(domain.state(user, server));
    away = away != null ? away : wait(1, deadline);
    return away != null ? new Lookup.Failed(away) : found;
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    Outcome.Unavailable away = wait(1, deadline);
    // The first server hears of every wrong password: the PDC emulator.
    Lookup found = new Lookup.Found(domain.state(domain.named(account.identity().name()), 0));
    away = away != null ? away : wait(1, deadline);
    return away != null ? new Lookup.Failed(away) : found;
  }

  @Override
  public Lookup identify(AccountState account, Deadline deadline) {
    Outcome.Unavailable away = wait(1, deadline);
    SimulatedDomain.User user = domain.named(account.identity().name());
    int server = this.server;
    Lookup found =
        new Lookup.Found(domain.state(user, server).with(domain.identity(user, server).groups()));
    away = away != null ? away : wait(1, deadline);
    return away != null ? new Lookup.Failed(away) : found;
  }

  @Override
  public Outcome prove(Lookup.Provable whom, UserPass userPass, Deadline deadline) {
    String name =
        whom instanceof Lookup.Found found
            ? found.state().identity().name()
            : ((Lookup.Unsearched) whom).bindName();
    String password = new String(userPass.password(), StandardCharsets.UTF_8);
    SimulatedDomain.User user = domain.named(name);
    observer.begins(user == null ? name : user.name, password);
    try {
      Outcome.Unavailable away = wait(10, deadline);
      if (away != null && away.cause() != Outcome.Cause.TIMEOUT) {
        return away;
      }
      if (user == null) {
        return new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, EVIDENCE);
      }
      int before = domain.failures(user);
      int server = this.server;
      Verdict.Reason reason = domain.bind(user, password, server);
      Identity identity = domain.identity(user, server);
      observer.judged(user, password, reason, before, domain.failures(user));
      // The server counts what it read, whether or not its answer comes through.
      away = away != null ? away : wait(3, deadline);
      if (away != null) {
        return new Outcome.Unavailable(away.cause(), UNANSWERED);
      }
      observer.told(user, password, reason);
      return reason == null
          ? new Verdict.Authenticated(identity, EVIDENCE)
          : new Verdict.Rejected(reason, identity, EVIDENCE);
    } finally {
      observer.ends(user == null ? name : user.name, password);
    }
  }

  @Override
  public Changes changesSince(String mark, Deadline deadline) {
    Outcome.Unavailable away = wait(2, deadline);
    int server = this.server;
    int now = domain.mark(server);
    Changes changes = changes(mark, server, now);
    return away != null ? new Changes.Failed(away) : changes;
  }

  @Override
  public void close() {}

  private Changes changes(String mark, int server, int now) {
    String next = server + " " + now;
    if (mark == null) {
      return new Changes.Since(next, List.of(), List.of(), List.of());
    }
    String[] parts = mark.split(" ");
    if (Integer.parseInt(parts[0]) != server) {
      return new Changes.Lost(next);
    }
    int from = Integer.parseInt(parts[1]);
    List<AccountState> accounts =
        domain.changedSince(from, server).stream().map(user -> domain.state(user, server)).toList();
    return new Changes.Since(next, accounts, List.of(), domain.groupsChangedSince(from, server));
  }

  /** Takes its time; then says why there is no answer, if there is none. */
  private Outcome.Unavailable wait(int milliseconds, Deadline deadline) {
    Duration remaining = Duration.ofNanos(Math.max(0, deadline.nanoTime() - stage.nanoTime()));
    if (outage == Outcome.Cause.TIMEOUT) {
      stage.pause(remaining);
      return new Outcome.Unavailable(Outcome.Cause.TIMEOUT, EVIDENCE);
    }
    Duration takes = Duration.ofNanos((long) (milliseconds * 2e6 * slowness * random.nextDouble()));
    if (takes.compareTo(remaining) > 0) {
      stage.pause(remaining);
      return new Outcome.Unavailable(Outcome.Cause.TIMEOUT, EVIDENCE);
    }
    stage.pause(takes);
    return outage == null ? null : new Outcome.Unavailable(outage, EVIDENCE);
  }

  /** Sees each bind. */
  interface BindObserver {
    void begins(String account, String password);

    void judged(
        SimulatedDomain.User user,
        String password,
        Verdict.Reason reason,
        int failuresBefore,
        int failuresAfter);

    /** The answer is on its way. */
    void told(SimulatedDomain.User user, String password, Verdict.Reason reason);

    void ends(String account, String password);
  }
}
