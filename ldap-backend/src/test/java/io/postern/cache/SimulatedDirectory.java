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
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** One proxy's way to the domain: slow at times, away at times, now this server, now that one. */
final class SimulatedDirectory implements AccountDirectory {
  private static final Evidence EVIDENCE = Evidence.of(Evidence.Source.DIRECTORY, null);

  private static final Evidence UNANSWERED =
      new Evidence(Evidence.Source.DIRECTORY, "dc", null, Duration.ofMillis(1), null);

  private final Stage stage;
  private final SimulatedDomain domain;
  private final Random random;
  private final boolean searches;
  private final Duration countsWithin;
  private final Observer observer;
  private Outcome.Cause outage;
  private long upSince;
  private int server;
  private int slowness = 1;

  /**
   * Makes a way.
   *
   * @param countsWithin how long after a bind was sent the domain counts it, or never; null: as
   *     long as anybody waits for its answer
   */
  SimulatedDirectory(
      Stage stage,
      SimulatedDomain domain,
      Random random,
      boolean searches,
      Duration countsWithin,
      Observer observer) {
    this.stage = stage;
    this.domain = domain;
    this.random = random;
    this.searches = searches;
    this.countsWithin = countsWithin;
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
    observer.searches(userId);
    Outcome.Unavailable away = wait(1, deadline);
    SimulatedDomain.User user = domain.named(userId);
    Lookup found =
        user == null ? new Lookup.Nobody(EVIDENCE) : new Lookup.Found(domain.state(user, server));
    away = away != null ? away : wait(1, deadline);
    observer.searched(userId);
    return away != null ? new Lookup.Failed(away) : found;
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    observer.searches(account.identity().account());
    Outcome.Unavailable away = wait(1, deadline);
    // The first server hears of every wrong password: the PDC emulator.
    Lookup found = new Lookup.Found(domain.state(domain.named(account.identity().name()), 0));
    away = away != null ? away : wait(1, deadline);
    observer.searched(account.identity().account());
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
  public Outcome prove(
      Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
    String name =
        whom instanceof Lookup.Found found
            ? found.state().identity().name()
            : ((Lookup.Unsearched) whom).bindName();
    String password = new String(userPass.password(), StandardCharsets.UTF_8);
    SimulatedDomain.User user = domain.named(name);
    observer.begins(user == null ? name : user.name, password);
    try {
      Outcome.Unavailable unsent = connect(sendBy, deadline);
      if (unsent != null) {
        return unsent;
      }
      Outcome.Unavailable away = send(deadline);
      if (away != null && away.cause() != Outcome.Cause.TIMEOUT) {
        return away;
      }
      if (user == null) {
        return new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, EVIDENCE);
      }
      if (away != null && random.nextInt(4) == 0) {
        return lost(deadline);
      }
      int before = domain.failures(user);
      int server = this.server;
      Verdict.Reason reason = domain.bind(user, password, server);
      Identity identity = domain.identity(user, server);
      observer.judged(user, password, reason, before, domain.failures(user));
      // The server counts what it read, whether or not its answer comes through.
      away = away != null ? away : wait(3, deadline);
      if (away != null) {
        return lost(deadline);
      }
      observer.told(this, user, password, reason);
      return reason == null
          ? new Verdict.Authenticated(identity, EVIDENCE)
          : new Verdict.Rejected(reason, identity, EVIDENCE);
    } finally {
      observer.ends(user == null ? name : user.name, password);
    }
  }

  @Override
  public Changes changesSince(String mark, Collection<AccountState> wanted, Deadline deadline) {
    Outcome.Unavailable away = wait(2, deadline);
    int server = this.server;
    int now = domain.mark(server);
    Changes changes = changes(mark, server, now);
    if (away == null && changes instanceof Changes.Since since) {
      changes = with(since, wanted, server);
    }
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
    if (from == now) {
      return new Changes.Since(next, List.of(), List.of(), List.of());
    }
    List<AccountState> accounts =
        domain.changedSince(from, server).stream().map(user -> domain.state(user, server)).toList();
    return new Changes.Since(next, accounts, List.of(), domain.groupsChangedSince(from, server));
  }

  /** Now and then a connection must be made first; then says why nothing is sent, if it is not. */
  private Outcome.Unavailable connect(Deadline sendBy, Deadline deadline) {
    if (random.nextInt(8) == 0) {
      stage.pause(earlier(Duration.ofMillis(random.nextInt(1_000)), deadline));
    }
    boolean isLate = sendBy.nanoTime() < deadline.nanoTime() && isOver(sendBy);
    return isLate ? new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE) : null;
  }

  /** Waits until the server reads what is sent; then says why there will be no answer. */
  private Outcome.Unavailable send(Deadline deadline) {
    if (countsWithin == null || outage == Outcome.Cause.UNREACHABLE) {
      return wait(10, deadline);
    }
    boolean isSilent = outage == Outcome.Cause.TIMEOUT;
    long most = slowness > 1 || isSilent ? countsWithin.toNanos() : 20_000_000;
    stage.pause(earlier(Duration.ofNanos((long) (most * random.nextDouble())), deadline));
    return isSilent ? new Outcome.Unavailable(Outcome.Cause.TIMEOUT, UNANSWERED) : null;
  }

  /** Nobody knows what the server made of what it was sent. */
  private Outcome.Unavailable lost(Deadline deadline) {
    stage.pause(remaining(deadline));
    return new Outcome.Unavailable(Outcome.Cause.TIMEOUT, UNANSWERED);
  }

  private boolean isOver(Deadline deadline) {
    return stage.nanoTime() - deadline.nanoTime() >= 0;
  }

  private Duration earlier(Duration duration, Deadline deadline) {
    Duration remaining = remaining(deadline);
    return duration.compareTo(remaining) < 0 ? duration : remaining;
  }

  private Duration remaining(Deadline deadline) {
    return Duration.ofNanos(Math.max(0, deadline.nanoTime() - stage.nanoTime()));
  }

  /** Adds those who did not change but were asked for. */
  private Changes with(Changes.Since since, Collection<AccountState> wanted, int server) {
    Set<String> changed =
        since.accounts().stream()
            .map(state -> state.identity().account())
            .collect(Collectors.toSet());
    List<AccountState> looked =
        wanted.stream()
            .filter(state -> !changed.contains(state.identity().account()))
            .map(state -> domain.state(domain.named(state.identity().name()), server))
            .toList();
    looked.forEach(observer::looked);
    return new Changes.Since(since.mark(), since.accounts(), since.gone(), since.groups(), looked);
  }

  /** Takes its time; then says why there is no answer, if there is none. */
  private Outcome.Unavailable wait(int milliseconds, Deadline deadline) {
    Duration remaining = remaining(deadline);
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

  /** Sees each question. */
  interface Observer {
    /** A search begins for this name or this account's key; where nobody can search, none does. */
    void searches(String whom);

    void searched(String whom);

    void begins(String account, String password);

    void judged(
        SimulatedDomain.User user,
        String password,
        Verdict.Reason reason,
        int failuresBefore,
        int failuresAfter);

    /** The answer is on its way. */
    void told(
        SimulatedDirectory directory,
        SimulatedDomain.User user,
        String password,
        Verdict.Reason reason);

    void ends(String account, String password);

    /** The account was shown to be like this. */
    void looked(AccountState state);
  }
}
