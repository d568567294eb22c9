package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What must hold in every simulation, whatever happens. Confined to a stage. */
final class SimulationRules {
  /** A look, a search and a bind, each as slow as an undisturbed directory ever is. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final Stage stage;
  private final SimulatedDomain domain;
  private final MemorySettings settings;
  private final boolean searches;
  private final boolean takesTurns;
  private final Set<Sent> underWay = new HashSet<>();
  private final Set<Sent> judged = new HashSet<>();
  private final Map<Sent, Long> admitted = new HashMap<>();
  private final Map<Sent, Long> confirmed = new HashMap<>();
  private final Map<Sent, Map<Long, Integer>> rejected = new HashMap<>();
  private final Set<Sent> tunnels = new HashSet<>();
  private final Script script;
  private String broken;

  SimulationRules(
      Stage stage,
      SimulatedDomain domain,
      MemorySettings settings,
      boolean searches,
      boolean takesTurns,
      Script script) {
    this.stage = stage;
    this.domain = domain;
    this.settings = settings;
    this.searches = searches;
    this.takesTurns = takesTurns;
    this.script = script;
  }

  /** The first rule that was broken; null: none. */
  String broken() {
    return broken;
  }

  SimulatedDirectory.BindObserver observer(int proxy) {
    return new SimulatedDirectory.BindObserver() {
      @Override
      public void begins(String account, String password) {
        require(
            underWay.add(new Sent(proxy, account, password)),
            () -> "one question at a time about one password");
      }

      @Override
      public void judged(
          SimulatedDomain.User user,
          String password,
          Verdict.Reason reason,
          int failuresBefore,
          int failuresAfter) {
        script.add("bind", proxy, user.name, password, reason, failuresAfter);
        if (failuresAfter > failuresBefore) {
          counted(user, failuresAfter);
        }
      }

      @Override
      public void told(SimulatedDomain.User user, String password, Verdict.Reason reason) {
        Sent sent = new Sent(proxy, user.name, password);
        judged.add(sent);
        if (reason == null) {
          admitted.put(sent, stage.nanoTime());
          confirmed.put(sent, stage.nanoTime());
        } else if (reason == Verdict.Reason.INVALID_CREDENTIALS) {
          rejected(sent, user);
        }
      }

      @Override
      public void ends(String account, String password) {
        underWay.remove(new Sent(proxy, account, password));
      }

      @Override
      public void looked(AccountState state) {
        if (state.refusal() == null) {
          SimulatedDomain.User user = domain.named(state.identity().name());
          String password = user.password(state.passwordVersion());
          confirmed.replace(new Sent(proxy, user.name, password), stage.nanoTime());
        }
      }
    };
  }

  DirectoryListener listener(int proxy) {
    return new DirectoryListener() {
      @Override
      public void revoked(String account, String why) {
        script.add("revoked", proxy, account, why);
        tunnels.removeIf(
            sent -> sent.proxy == proxy && account.equals(SimulatedDomain.key(sent.user)));
      }
    };
  }

  void answered(
      SimulatedDirectory directory,
      SimulatedDomain.User user,
      Sent sent,
      long from,
      Outcome outcome) {
    script.add("answer", sent, outcome);
    long took = stage.nanoTime() - from;
    require(took <= settings.deadline().toNanos(), () -> "an answer by the deadline: " + outcome);
    require(
        !(outcome instanceof Outcome.Unavailable unavailable)
            || unavailable.cause() != Outcome.Cause.INTERNAL,
        () -> "no defect of ours or of the simulation");
    if (outcome instanceof Verdict.Authenticated authenticated) {
      allowed(directory, user, sent, authenticated.identity());
      tunnels.add(sent);
    } else if (outcome instanceof Verdict.Rejected no) {
      refused(directory, user, sent, from, no);
    }
  }

  /** What was granted ends when a change that must be known by now contradicts it. */
  void look(int proxy, SimulatedDirectory directory) {
    if (canKnow(directory)) {
      for (Sent sent : tunnels) {
        if (sent.proxy == proxy) {
          SimulatedDomain.User user = domain.user(sent.user);
          require(!mustBeRefused(user, sent), () -> "the tunnels of " + sent + " are closed");
        }
      }
    }
  }

  /**
   * Never allowed unless the directory said so, and no change that must be known contradicts it.
   */
  private void allowed(
      SimulatedDirectory directory, SimulatedDomain.User user, Sent sent, Identity identity) {
    long now = stage.nanoTime();
    Long said = confirmed.get(sent);
    Duration longest = settings.freshFor().plus(settings.staleFor()).plus(settings.deadline());
    require(
        said != null && now - said <= longest.toNanos(),
        () -> "allowed only what the directory allowed within fresh and stale: " + sent);
    require(
        now - admitted.get(sent) <= longest.plus(Retention.BIND_AGAIN_AFTER).toNanos(),
        () -> "allowed without a bind for so long, whatever searches show: " + sent);
    if (canKnow(directory)) {
      require(
          !mustBeRefused(user, sent),
          () -> sent + " is refused when the watch has seen the change");
      require(
          user.memberSince(now) > mustBeKnown()
              || user.isMember(now) == identity.groups().contains(SimulatedDomain.GROUP),
          () -> "the groups are those of now when the watch has seen the change: " + identity);
    }
  }

  private boolean mustBeRefused(SimulatedDomain.User user, Sent sent) {
    long now = stage.nanoTime();
    if (user.isDisabled(now) && user.stateSince(now) <= mustBeKnown()) {
      return true;
    }
    long since = user.passwords.floorKey(now);
    // AD takes a former password for an hour: where we never saw it before, its word counts.
    return !user.current(now).equals(sent.password)
        && since <= mustBeKnown()
        && admitted.get(sent) < since;
  }

  /** What was asked before the directory was back may wait until its deadline. */
  private boolean canKnow(SimulatedDirectory directory) {
    return searches && directory.upSince() <= mustBeKnown() - settings.deadline().toNanos();
  }

  private long mustBeKnown() {
    return stage.nanoTime() - knownAfter().toNanos();
  }

  private void refused(
      SimulatedDirectory directory,
      SimulatedDomain.User user,
      Sent sent,
      long from,
      Verdict.Rejected no) {
    String note = no.evidence().note();
    if (note != null && note.startsWith("lockout shield")) {
      return;
    }
    // Of a locked account the directory does not say whether the password is right.
    require(
        no.reason() != Verdict.Reason.INVALID_CREDENTIALS
            || judged.contains(sent)
            || user.lockedAt() != null,
        () -> "nobody is challenged about whom the directory said nothing: " + sent + no);
    boolean isRight =
        user.current(from).equals(sent.password)
            && user.current(stage.nanoTime()).equals(sent.password);
    // An outage is no reason to doubt a password that was never anything but right.
    require(
        !isRight
            || no.reason() != Verdict.Reason.INVALID_CREDENTIALS
            || user.isReused(stage.nanoTime())
            || rejected.containsKey(sent),
        () -> "a right password that nobody found wrong is challenged: " + sent + " " + no);
    require(
        !isRight || !isGood(directory, user, from),
        () -> "a right password is refused: " + sent + no);
  }

  /** Whether the account is and was for so long in order that everybody must know. */
  private boolean isGood(SimulatedDirectory directory, SimulatedDomain.User user, long from) {
    Duration memory = Retention.LOOK_AGAIN_AFTER.plus(knownAfter());
    if (!searches || user.isReused(from) || !isUpFor(directory, memory)) {
      // Nobody saw the change, or it led back to a former password, which looks the same for us.
      memory = memory.plus(settings.oldPasswordPeriod());
      if (searches ? !isUpFor(directory, memory) : user.isReused(from)) {
        return false;
      }
    }
    long since = from - memory.toNanos();
    long now = stage.nanoTime();
    boolean unlocked =
        user.lockedAt() == null
            || stage
                .now()
                .minus(domain.policy().window())
                .minus(Retention.LOOK_AGAIN_AFTER)
                .minus(SLACK)
                .minus(settings.deadline())
                .isAfter(user.lockedAt());
    return unlocked
        && user.passwords.floorKey(now) <= since
        && !user.isDisabled(now)
        && user.stateSince(now) <= since;
  }

  private boolean isUpFor(SimulatedDirectory directory, Duration duration) {
    return directory.upSince() <= stage.nanoTime() - duration.toNanos();
  }

  /**
   * Failed binds stay two below the threshold. What fails elsewhere counts as well, unless it fails
   * after our last look; without any look nobody knows that it keeps our own failures counting.
   */
  private void counted(SimulatedDomain.User user, int failures) {
    if (!searches && user.failuresElsewhere(Long.MIN_VALUE) > 0) {
      return;
    }
    int ours = failures - user.failuresElsewhere(stage.nanoTime() - settings.deadline().toNanos());
    int limit = settings.shield().limit(domain.policy());
    // Without turns, proxies may meet in the moment between a look at the counter and a bind.
    int proxies = settings.shield().fleet().proxies();
    int most = proxies == 1 || takesTurns ? limit : Math.max(limit + 1, proxies);
    require(ours <= most, () -> failures + " failed binds under a limit of " + limit);
  }

  /**
   * A wrong password that we were told of is not sent again until the password changes; but twice
   * more at most, if it was sent just before the change and just after: another server might not
   * have heard of it.
   */
  private void rejected(Sent sent, SimulatedDomain.User user) {
    long version = user.passwords.lastEntry().getValue().version();
    int times =
        rejected.computeIfAbsent(sent, first -> new HashMap<>()).merge(version, 1, Integer::sum);
    require(!searches || times <= 3, () -> "a known wrong password is sent again");
  }

  private Duration knownAfter() {
    return WatchSettings.DEFAULT.interval().plus(domain.delay()).plus(SLACK);
  }

  /** What is broken is told by a supplier: a play asks this a thousand times, and tells it once. */
  private void require(boolean holds, Supplier<String> rule) {
    if (!holds && broken == null) {
      // Not thrown from here: a memory that survives defects would survive this one.
      broken = rule.get();
      script.add(broken);
    }
  }

  /** A password that a proxy was sent, of whoever it names. */
  record Sent(int proxy, String user, String password) {}
}
