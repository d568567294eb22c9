package io.postern.cache;

import io.postern.account.LockoutPolicy;
import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchListener;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/**
 * One seed's play: some users, some proxies, one domain. Users sign in under all their names, with
 * right, former and wrong passwords; passwords change, accounts are disabled, servers are slow,
 * away or behind; and {@link SimulationRules} looks at every bind and every answer.
 */
final class Simulation implements AutoCloseable {
  private static final int STEPS = 300;
  private static final int[] THRESHOLDS = {3, 4, 5, 8, 10};

  private final Random random;
  private final Stage stage;
  private final SimulatedDomain domain;
  private final SimulationRules rules;
  private final Script script;
  private final boolean searches;

  /** No former password is taken, accounts expire as well, and an attack is a flood. */
  private final boolean isStrict;

  /** Few questions may wait. */
  private final boolean isCrowded;

  private final Fleet fleet;
  private final MemorySettings settings;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private int answers;
  private int asked;

  /**
   * Sets the stage.
   *
   * @param isTold whether what happens is written down, for a rule that is broken
   */
  Simulation(long seed, boolean isTold) {
    random = new Random(seed);
    stage = new Stage(random);
    script = new Script(stage, isTold);
    searches = random.nextInt(5) > 0;
    // Another directory than AD; not by the random numbers, so that other seeds play as they did.
    isStrict = seed % 4 == 1;
    isCrowded = seed % 8 == 1;
    int threshold = THRESHOLDS[random.nextInt(THRESHOLDS.length)];
    // Proxies that cannot search do not see each other's failures.
    int count = searches ? 1 + random.nextInt(4) : 1;
    boolean takesTurns = count > 1 && random.nextBoolean();
    fleet = new Fleet(count, 0, Duration.ofMillis(400 + random.nextInt(500)));
    Duration window = Duration.ofMinutes(5 + random.nextInt(25));
    domain =
        new SimulatedDomain(
            stage,
            new LockoutPolicy(threshold, window, true),
            Duration.ofMillis(random.nextInt(2_500)),
            isStrict ? Duration.ZERO : MemorySettings.DEFAULT.oldPasswordPeriod());
    settings = settings(0);
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      names.add("user" + i);
      domain.add("user" + i);
    }
    rules = new SimulationRules(stage, domain, settings, searches, takesTurns, script);
    script.add(fleet, searches, takesTurns, domain.policy(), domain.delay());
    for (int i = 0; i < count; i++) {
      proxies.add(new Proxy(i, takesTurns));
    }
  }

  /** Plays, and fails with an {@link AssertionError} that names the rule that was broken. */
  void play() {
    for (int i = 0; i < STEPS; i++) {
      step();
      stage.play(pause());
      proxies.forEach(proxy -> rules.look(proxy.number, proxy.directory));
      if (rules.broken() != null) {
        throw new AssertionError(rules.broken() + "\n" + script);
      }
    }
    proxies.forEach(proxy -> proxy.directory.outage(null));
    stage.play(Duration.ofMinutes(1));
    if (answers != asked) {
      throw new AssertionError(asked - answers + " questions were never answered");
    }
  }

  /** How many requests were made. */
  int asked() {
    return asked;
  }

  @Override
  public void close() {
    stage.close();
  }

  private Duration pause() {
    int kind = random.nextInt(100);
    if (kind < 70) {
      return Duration.ofMillis(random.nextInt(40));
    }
    return kind < 98
        ? Duration.ofMillis(random.nextInt(8_000))
        : Duration.ofSeconds(random.nextInt(1_500));
  }

  private void step() {
    SimulatedDomain.User user = domain.user(names.get(random.nextInt(names.size())));
    Proxy proxy = proxies.get(random.nextInt(proxies.size()));
    int kind = random.nextInt(100);
    if (kind < 70) {
      request(proxy, user, password(user));
    } else if (kind < 76) {
      storm(user, password(user));
    } else if (kind < 80) {
      attack(user);
    } else if (kind < 83) {
      String password = user.name + "-" + random.nextInt(6);
      script.add("password", user.name, password);
      domain.changePassword(user, password);
    } else if (kind < 87) {
      refuse(user, random.nextBoolean());
    } else if (kind < 88) {
      script.add("wrong elsewhere", user.name);
      domain.failElsewhere(user);
    } else if (kind < 89) {
      boolean isMember = random.nextBoolean();
      script.add("member", user.name, isMember);
      domain.join(user, isMember);
    } else {
      trouble(proxy, kind);
    }
  }

  /** Or admit again; where accounts expire as well, it is foreseen by a while. */
  private void refuse(SimulatedDomain.User user, boolean isRefused) {
    if (isStrict && random.nextBoolean()) {
      Duration after = Duration.ofSeconds(isRefused ? random.nextInt(600) : 100_000);
      script.add("expires", user.name, after);
      domain.expire(user, after);
    } else {
      script.add("disabled", user.name, isRefused);
      domain.disable(user, isRefused);
    }
  }

  private void trouble(Proxy proxy, int kind) {
    script.add(
        kind < 92 ? "outage" : kind < 97 ? "back" : kind < 99 ? "other DC" : "slow", proxy.number);
    if (kind < 92) {
      Outcome.Cause[] causes = {Outcome.Cause.TIMEOUT, Outcome.Cause.UNREACHABLE};
      proxy.directory.outage(causes[random.nextInt(causes.length)]);
    } else if (kind < 97) {
      proxy.directory.outage(null);
      proxy.directory.slowness(1);
    } else if (kind < 99) {
      proxy.directory.failOver();
    } else {
      proxy.directory.slowness(300);
    }
  }

  /** Many clients send the same at once, through every proxy. */
  private void storm(SimulatedDomain.User user, String password) {
    for (int i = 0; i < 8; i++) {
      request(proxies.get(i % proxies.size()), user, password);
    }
  }

  private void attack(SimulatedDomain.User user) {
    for (int i = 0; i < (isStrict ? 60 : 12); i++) {
      request(proxies.get(i % proxies.size()), user, "guess-" + random.nextInt(1_000));
    }
  }

  private String password(SimulatedDomain.User user) {
    int kind = random.nextInt(10);
    if (kind < 5) {
      return user.current(stage.nanoTime());
    }
    return kind < 9 ? user.name + "-" + random.nextInt(6) : "wrong-" + random.nextInt(3);
  }

  private String spelled(String name) {
    return switch (random.nextInt(4)) {
      case 0 -> name;
      case 1 -> name.toUpperCase(Locale.ROOT);
      case 2 -> "CORP\\" + name;
      default -> name + "@corp.example.test";
    };
  }

  private void request(Proxy proxy, SimulatedDomain.User user, String password) {
    asked++;
    String typed = spelled(user.name);
    Client client = Bench.client(random.nextInt(4));
    long from = stage.nanoTime();
    rules.asked(proxy.number, typed, user, password);
    Verdict known;
    try (UserPass userPass = Bench.userPass(typed, password)) {
      known = proxy.memory.known(userPass, client);
    }
    if (known != null) {
      answered(proxy, user, password, client, from, known);
      return;
    }
    CompletionStage<Outcome> outcome = proxy.memory.verify(Bench.userPass(typed, password), client);
    outcome.thenAccept(answer -> answered(proxy, user, password, client, from, answer));
  }

  private void answered(
      Proxy proxy,
      SimulatedDomain.User user,
      String password,
      Client client,
      long from,
      Outcome outcome) {
    answers++;
    rules.answered(
        proxy.directory,
        user,
        new SimulationRules.Sent(proxy.number, user.name, password),
        client,
        from,
        outcome);
  }

  /** Of the proxy with this number; 0: of one that is not told. */
  private MemorySettings settings(int number) {
    Fleet shared = new Fleet(fleet.proxies(), number, fleet.turn());
    LockoutPolicy policy = domain.policy();
    MemorySettings settings =
        Bench.shielded(new ShieldSettings(null, policy.window(), policy.threshold(), shared));
    return new MemorySettings(
        settings.maximumUsers(),
        settings.freshFor(),
        Duration.ofMinutes(20),
        settings.rejectedFor(),
        settings.supersede(),
        isStrict ? Duration.ZERO : settings.oldPasswordPeriod(),
        settings.shield(),
        3,
        isCrowded ? 12 : 200,
        settings.deadline());
  }

  /** Two clocks are apart by the tolerance at most, if each is from the domain's by half of it. */
  private Duration skew(Duration tolerance) {
    return Duration.ofNanos((long) (tolerance.toNanos() * (random.nextDouble() - 0.5)));
  }

  /** One Postern. */
  private final class Proxy {
    private final int number;
    private final SimulatedDirectory directory;
    private final CachingDirectory memory;

    private Proxy(int number, boolean takesTurns) {
      this.number = number;
      Duration tolerance = takesTurns ? fleet.tolerance() : FailureCounter.CLOCKS_APART;
      directory =
          new SimulatedDirectory(
              stage,
              domain,
              random,
              searches,
              takesTurns ? tolerance : null,
              rules.observer(number));
      memory =
          new CachingDirectory(
              directory,
              settings(takesTurns ? number + 1 : 0),
              MemoryListener.NONE,
              List.of(rules.listener(number)),
              new SkewedClock(stage, skew(tolerance)),
              new StageWorkers(stage, settings.workers(), settings.queue()),
              random::nextDouble);
      new AccountWatch(
              directory, WatchSettings.DEFAULT, memory, WatchListener.NONE, stage, stage::act)
          .begin();
    }
  }
}
