package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.spi.Client;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
  private final Duration knownAfter;
  private final AttemptRules attempts;
  private final Map<Asked, Map<String, Long>> asked = new HashMap<>();
  private final Map<Asked, Integer> searching = new HashMap<>();
  private final Set<Sent> underWay = new HashSet<>();
  private final Set<Sent> judged = new HashSet<>();
  private final Map<Sent, Long> admitted = new HashMap<>();
  private final Map<Sent, Long> confirmed = new HashMap<>();
  private final Set<Sent> rejected = new HashSet<>();
  private final Set<Sent> tunnels = new HashSet<>();
  private final Referee referee;
  private final Script script;

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
    this.script = script;
    referee = new Referee(script);
    knownAfter = WatchSettings.DEFAULT.interval().plus(domain.delay()).plus(SLACK);
    attempts = new AttemptRules(stage, domain, settings, searches, takesTurns, referee);
  }

  /** The first rule that was broken; null: none. */
  String broken() {
    return referee.broken();
  }

  /** Somebody asks a proxy about a password. */
  void asked(int proxy, String typed, SimulatedDomain.User user, String password) {
    for (String whom : List.of(typed, SimulatedDomain.key(user.name))) {
      asked
          .computeIfAbsent(new Asked(proxy, whom), first -> new HashMap<>())
          .put(password, stage.nanoTime());
    }
  }

  SimulatedDirectory.Observer observer(int proxy) {
    return new Witness(proxy);
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
      Client client,
      long from,
      Outcome outcome) {
    script.add("answer", sent, client, outcome);
    long took = stage.nanoTime() - from;
    attempts.answered(sent, user, client, outcome.evidence().note());
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

  /** What was granted ends when the directory, or a change that must be known, contradicts it. */
  void look(int proxy, SimulatedDirectory directory) {
    for (Sent sent : tunnels) {
      if (sent.proxy == proxy) {
        SimulatedDomain.User user = domain.user(sent.user);
        boolean isContradicted =
            !admitted.containsKey(sent) || (canKnow(directory) && mustBeRefused(user, sent));
        require(!isContradicted, () -> "the tunnels of " + sent + " are closed");
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
    if (said == null) {
      return;
    }
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
    if (user.isRefused(now) && user.stateSince(now) <= mustBeKnown()) {
      return true;
    }
    if (domain.isLocked(user) && !user.lockedAt().isAfter(stage.now().minus(knownAfter))) {
      return true;
    }
    long since = user.passwords.floorKey(now);
    // AD takes a former password for an hour: where we never saw it before, its word counts.
    return !user.current(now).equals(sent.password)
        && since <= mustBeKnown()
        && admitted.get(sent) < since;
  }

  /**
   * Whether a password must be known to be the former one: it was the current one when it was found
   * right, and the change has been seen since.
   */
  private boolean isFormer(SimulatedDirectory directory, SimulatedDomain.User user, Sent sent) {
    long known = mustBeKnown() - settings.deadline().toNanos();
    long since = user.passwords.floorKey(stage.nanoTime());
    Long before = admitted.get(sent);
    return searches
        && before != null
        && before < since
        && user.passwords.lowerKey(since) <= before
        && since <= known
        && directory.upSince() <= before - settings.deadline().toNanos()
        && !user.current(stage.nanoTime()).equals(sent.password);
  }

  /** What was asked before the directory was back may wait until its deadline. */
  private boolean canKnow(SimulatedDirectory directory) {
    return searches && directory.upSince() <= mustBeKnown() - settings.deadline().toNanos();
  }

  private long mustBeKnown() {
    return stage.nanoTime() - knownAfter.toNanos();
  }

  private void refused(
      SimulatedDirectory directory,
      SimulatedDomain.User user,
      Sent sent,
      long from,
      Verdict.Rejected no) {
    if (AttemptRules.isShield(no.evidence().note())) {
      require(
          !isVerified(directory, user, sent, from),
          () -> "a verified password is refused because others guess: " + sent + no);
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
            || rejected.contains(sent),
        () -> "a right password that nobody found wrong is challenged: " + sent + " " + no);
    require(
        !isRight || !isGood(directory, user, from),
        () -> "a right password is refused: " + sent + no);
  }

  /** Whether a password was found right since it was set, and nothing can have made it doubtful. */
  private boolean isVerified(
      SimulatedDirectory directory, SimulatedDomain.User user, Sent sent, long from) {
    long now = stage.nanoTime();
    Long before = admitted.get(sent);
    Duration trusted = settings.freshFor().multipliedBy(9).dividedBy(10).plus(settings.staleFor());
    long certain = user.passwords.floorKey(now) + domain.delay().plus(SLACK).toNanos();
    return searches
        && before != null
        && before >= certain
        && before <= from - settings.deadline().toNanos()
        && now - before <= trusted.toNanos()
        && user.stateSince(now) <= before - domain.delay().toNanos()
        && user.current(now).equals(sent.password)
        && directory.upSince() <= before - settings.deadline().toNanos()
        && isGood(directory, user, from);
  }

  /** Whether the account is and was for so long in order that everybody must know. */
  private boolean isGood(SimulatedDirectory directory, SimulatedDomain.User user, long from) {
    Duration memory = Retention.LOOK_AGAIN_AFTER.plus(knownAfter);
    if (!searches || user.isReused(from) || !isUpFor(directory, memory)) {
      // Nobody saw the change, or it led back to a former password, which looks the same for us.
      memory = memory.plus(longer(settings.oldPasswordPeriod(), settings.rejectedFor()));
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
        && !user.isRefused(now)
        && user.stateSince(now) <= since;
  }

  private boolean isUpFor(SimulatedDirectory directory, Duration duration) {
    return directory.upSince() <= stage.nanoTime() - duration.toNanos();
  }

  private void require(boolean holds, Supplier<String> rule) {
    referee.require(holds, rule);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Sees what one proxy asks. */
  private final class Witness implements SimulatedDirectory.Observer {
    private final int proxy;

    private Witness(int proxy) {
      this.proxy = proxy;
    }

    @Override
    public void searches(String whom) {
      Asked about = new Asked(proxy, whom);
      long since = stage.nanoTime() - settings.deadline().toNanos();
      long passwords = asked.get(about).values().stream().filter(at -> at >= since).count();
      require(
          searching.merge(about, 1, Integer::sum) <= passwords,
          () -> "one question at a time about one password of " + whom);
    }

    @Override
    public void searched(String whom) {
      searching.merge(new Asked(proxy, whom), -1, Integer::sum);
    }

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
        attempts.counted(user, failuresAfter);
      }
    }

    @Override
    public void told(
        SimulatedDirectory directory,
        SimulatedDomain.User user,
        String password,
        Verdict.Reason reason) {
      Sent sent = new Sent(proxy, user.name, password);
      judged.add(sent);
      if (reason == null) {
        require(
            !isFormer(directory, user, sent),
            () -> "a known former password is asked about: " + sent);
        admitted.put(sent, stage.nanoTime());
        confirmed.put(sent, stage.nanoTime());
      } else if (reason == Verdict.Reason.INVALID_CREDENTIALS) {
        // The latest word about a password counts, however long the one before was to hold.
        admitted.remove(sent);
        confirmed.remove(sent);
        rejected.add(sent);
        attempts.rejected(sent, user);
      } else if (!searches) {
        // Where somebody can, a later report may say otherwise before this answer comes.
        admitted.keySet().removeIf(each -> each.isOf(proxy, user));
        confirmed.keySet().removeIf(each -> each.isOf(proxy, user));
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
  }

  /** Whom a proxy is asked about: a name as it was typed, or an account's key. */
  private record Asked(int proxy, String whom) {}

  /** A password that a proxy was sent, of whoever it names. */
  record Sent(int proxy, String user, String password) {
    private boolean isOf(int aProxy, SimulatedDomain.User aUser) {
      return proxy == aProxy && user.equals(aUser.name);
    }
  }
}
