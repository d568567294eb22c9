package io.postern.cache;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A directory in memory that counts and locks as AD does: a failed bind counts within a window, the
 * threshold locks, a success forgives, the former password is accepted for an hour and the one
 * before it is refused uncounted. Thread-safe.
 */
final class FakeAccountDirectory implements AccountDirectory {
  static final Duration WINDOW = Duration.ofMinutes(30);
  private static final Duration OLD_PASSWORD_PERIOD = Duration.ofHours(1);

  private final TimeSource time;
  private final Map<String, User> users = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final List<String> changed = new ArrayList<>();
  private LockoutPolicy policy = new LockoutPolicy(5, WINDOW, true);
  private Outcome.Cause outage;
  private boolean searches = true;
  private boolean lost;
  private Consumer<String> beforeBind = name -> {};
  private Consumer<String> beforeFind = name -> {};
  private Runnable afterRecheck = () -> {};
  private long versions = 100;

  int changesAsked;
  int looks;
  int finds;
  int rechecks;
  int binds;
  int failedBinds;
  int bindsUnderWay;
  int mostBindsUnderWay;

  FakeAccountDirectory(TimeSource time) {
    this.time = time;
  }

  synchronized FakeAccountDirectory user(String name, String password) {
    User user = new User(name);
    user.password = password;
    user.version = ++versions;
    user.passwordSet = time.now();
    users.put(user.key, user);
    spelling(name, name);
    spelling("CORP\\" + name, name);
    spelling(name + "@corp.example.test", name);
    return this;
  }

  synchronized void spelling(String typed, String name) {
    names.put(typed.toLowerCase(Locale.ROOT), "guid-" + name);
  }

  synchronized void remove(String name) {
    users.remove("guid-" + name);
    changed.add("guid-" + name);
    names.values().removeIf(("guid-" + name)::equals);
  }

  /** Deletes a user, and the account watch is not allowed to see that. */
  synchronized void removeUnseen(String name) {
    remove(name);
    changed.remove(changed.size() - 1);
  }

  synchronized void refuseUnseen(String name, Verdict.Reason reason) {
    user(name).refusal = reason;
  }

  synchronized void changePassword(String name, String password) {
    User user = user(name);
    user.beforeFormer = user.former;
    user.former = user.password;
    user.password = password;
    user.version = ++versions;
    user.passwordSet = time.now();
    changed.add(user.key);
  }

  synchronized void refuse(String name, Verdict.Reason reason) {
    user(name).refusal = reason;
    changed.add(user(name).key);
  }

  /** Puts a user into these groups and out of all others: the groups change, not the user. */
  synchronized void groups(String name, String... groups) {
    List<Groups.Group> all = new ArrayList<>();
    for (String group : groups) {
      all.add(new Groups.Group(group, dn(group), null));
    }
    user(name).groups.all().forEach(group -> changed.add(group.distinguishedName()));
    all.forEach(group -> changed.add(group.distinguishedName()));
    user(name).groups = new Groups(all);
  }

  static String dn(String group) {
    return "CN=" + group + ",DC=corp";
  }

  /** The next question about changes is answered with a gap. */
  synchronized void loseChanges() {
    lost = true;
  }

  synchronized void rename(String name, String other) {
    names.values().removeIf(("guid-" + name)::equals);
    User user = users.get("guid-" + name);
    user.name = other;
    for (String spelling : List.of(other, "CORP\\" + other, other + "@corp.example.test")) {
      names.put(spelling.toLowerCase(Locale.ROOT), user.key);
    }
    changed.add(user.key);
  }

  synchronized void passwordExpires(String name, Instant at) {
    user(name).passwordExpires = at;
  }

  synchronized void policy(LockoutPolicy now) {
    policy = now;
  }

  /** Every question is answered with this from now on; null ends it. */
  synchronized void outage(Outcome.Cause cause) {
    outage = cause;
  }

  synchronized void searches(boolean whether) {
    searches = whether;
  }

  /** Runs before each bind, under no lock: it may wait, or change something. */
  synchronized void beforeBind(Consumer<String> action) {
    beforeBind = action;
  }

  /** Runs once, when the next look at an account has read what it will answer. */
  synchronized void afterRecheck(Runnable action) {
    afterRecheck = action;
  }

  /** Runs before each search for a name, under no lock. */
  synchronized void beforeFind(Consumer<String> action) {
    beforeFind = action;
  }

  synchronized int failuresOf(String name) {
    return failures(user(name));
  }

  synchronized boolean isLocked(String name) {
    return isLocked(user(name));
  }

  synchronized void failElsewhere(String name, int times) {
    for (int i = 0; i < times; i++) {
      fail(user(name));
    }
  }

  synchronized void unlock(String name) {
    user(name).lockedAt = null;
    user(name).failures = 0;
    changed.add(user(name).key);
  }

  /** The next search for this user shows it as it was: an answer that was long under way. */
  synchronized void stateOnce(String name, AccountState state) {
    user(name).once = state;
  }

  synchronized AccountState stateOf(String name) {
    return state(user(name), false);
  }

  synchronized Identity identityOf(String name) {
    return identity(user(name));
  }

  @Override
  public Lookup find(String userId, Deadline deadline) {
    Consumer<String> before;
    synchronized (this) {
      finds++;
      before = beforeFind;
    }
    before.accept(userId);
    synchronized (this) {
      String key = names.get(userId.toLowerCase(Locale.ROOT));
      if (!searches) {
        return new Lookup.Unsearched("name:" + userId.toLowerCase(Locale.ROOT), userId);
      }
      if (outage != null) {
        return new Lookup.Failed(unavailable());
      }
      return key == null ? new Lookup.Nobody(evidence()) : new Lookup.Found(found(users.get(key)));
    }
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    Lookup lookup = reread(account);
    Runnable after = afterRecheck;
    afterRecheck = () -> {};
    after.run();
    return lookup;
  }

  private synchronized Lookup reread(AccountState account) {
    rechecks++;
    if (outage != null) {
      return new Lookup.Failed(unavailable());
    }
    User user = users.get(account.identity().account());
    return user == null ? new Lookup.Nobody(evidence()) : new Lookup.Found(state(user, true));
  }

  @Override
  public Outcome prove(
      Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
    Consumer<String> before;
    synchronized (this) {
      binds++;
      bindsUnderWay++;
      mostBindsUnderWay = Math.max(mostBindsUnderWay, bindsUnderWay);
      before = beforeBind;
    }
    try {
      before.accept(userPass.userId());
      if (sendBy.nanoTime() < deadline.nanoTime() && sendBy.nanoTime() <= time.nanoTime()) {
        synchronized (this) {
          binds--;
        }
        return new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE);
      }
      return bind(whom, new String(userPass.password(), StandardCharsets.UTF_8));
    } finally {
      synchronized (this) {
        bindsUnderWay--;
      }
    }
  }

  private Changes changesSince(String mark) {
    changesAsked++;
    if (outage != null) {
      return new Changes.Failed(unavailable());
    }
    String now = Integer.toString(changed.size());
    if (mark == null) {
      return new Changes.Since(now, List.of(), List.of(), List.of());
    }
    List<AccountState> accounts = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    if (lost) {
      lost = false;
      return new Changes.Lost(now);
    }
    for (String key : changed.subList(Integer.parseInt(mark), changed.size())) {
      User user = users.get(key);
      if (key.startsWith("CN=")) {
        groups.add(key);
      } else if (user == null) {
        gone.add(key);
      } else {
        accounts.add(state(user, false));
      }
    }
    return new Changes.Since(now, accounts, gone, groups);
  }

  @Override
  public synchronized Changes changesSince(
      String mark, Collection<AccountState> wanted, Deadline deadline) {
    Changes changes = changesSince(mark);
    if (!(changes instanceof Changes.Since since)) {
      return changes;
    }
    List<String> gone = new ArrayList<>(since.gone());
    List<AccountState> looked = new ArrayList<>();
    for (AccountState state : wanted) {
      looks++;
      User user = users.get(state.identity().account());
      if (user == null) {
        gone.add(state.identity().account());
      } else if (since.accounts().stream()
          .noneMatch(s -> s.identity().account().equals(user.key))) {
        looked.add(state(user, false));
      }
    }
    return new Changes.Since(since.mark(), since.accounts(), gone, since.groups(), looked);
  }

  @Override
  public synchronized boolean canSearch() {
    return searches;
  }

  @Override
  public void close() {}

  private synchronized Outcome bind(Lookup.Provable whom, String password) {
    if (outage != null) {
      // The bind was sent, and nobody knows what became of it.
      Evidence unanswered =
          new Evidence(Evidence.Source.DIRECTORY, "dc1", null, Duration.ofSeconds(1), null);
      return new Outcome.Unavailable(outage, unanswered);
    }
    String key =
        whom instanceof Lookup.Unsearched unsearched
            ? names.get(unsearched.bindName().toLowerCase(Locale.ROOT))
            : whom.account();
    User user = users.get(key);
    if (user == null) {
      return new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, evidence());
    }
    if (isLocked(user)) {
      return rejected(Verdict.Reason.ACCOUNT_LOCKED, user);
    }
    boolean former =
        password.equals(user.former)
            && time.now().isBefore(user.passwordSet.plus(OLD_PASSWORD_PERIOD));
    if (!password.equals(user.password) && !former) {
      boolean inHistory = password.equals(user.former) || password.equals(user.beforeFormer);
      if (!inHistory) {
        fail(user);
      }
      failedBinds++;
      return rejected(Verdict.Reason.INVALID_CREDENTIALS, user);
    }
    if (user.refusal != null) {
      return rejected(user.refusal, user);
    }
    user.failures = 0;
    user.lockedAt = null;
    return new Verdict.Authenticated(identity(user), evidence());
  }

  private void fail(User user) {
    user.failures = failures(user) + 1;
    user.lastFailure = time.now();
    if (policy.threshold() > 0 && user.failures >= policy.threshold()) {
      user.lockedAt = time.now();
      changed.add(user.key);
    }
  }

  private int failures(User user) {
    boolean counting =
        user.lastFailure != null && time.now().isBefore(user.lastFailure.plus(policy.window()));
    return counting ? user.failures : 0;
  }

  private boolean isLocked(User user) {
    return user.lockedAt != null && time.now().isBefore(user.lockedAt.plus(policy.window()));
  }

  private User user(String name) {
    return users.get("guid-" + name);
  }

  private AccountState found(User user) {
    AccountState once = user.once;
    user.once = null;
    return once != null ? once : state(user, false);
  }

  private AccountState state(User user, boolean withGroups) {
    Verdict.Reason refusal = isLocked(user) ? Verdict.Reason.ACCOUNT_LOCKED : user.refusal;
    return new AccountState(
        identity(user, withGroups ? user.groups : Groups.NONE),
        withGroups,
        refusal,
        Long.toString(user.version),
        user.passwordSet,
        user.failures,
        user.lastFailure,
        null,
        policy);
  }

  private static Identity identity(User user) {
    return identity(user, user.groups);
  }

  private static Identity identity(User user, Groups groups) {
    return new Identity(user.key, user.name, "CN=" + user.name, null, groups, user.passwordExpires);
  }

  private static Verdict.Rejected rejected(Verdict.Reason reason, User user) {
    return new Verdict.Rejected(reason, identity(user), evidence());
  }

  private Outcome.Unavailable unavailable() {
    return new Outcome.Unavailable(outage, evidence());
  }

  private static Evidence evidence() {
    return Evidence.of(Evidence.Source.DIRECTORY, null);
  }

  private static final class User {
    private final String key;
    private String name;
    private String password;
    private String former;
    private String beforeFormer;
    private long version;
    private Instant passwordSet;
    private Instant passwordExpires;
    private Verdict.Reason refusal;
    private Groups groups = Groups.NONE;
    private AccountState once;
    private int failures;
    private Instant lastFailure;
    private Instant lockedAt;

    private User(String name) {
      this.key = "guid-" + name;
      this.name = name;
    }
  }
}
