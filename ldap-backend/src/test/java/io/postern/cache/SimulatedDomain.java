package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is true in an AD domain of two servers: each change is on the first at once and on the
 * second after a delay, but a wrong password is passed on to the first, which counts it (MS-ADTS
 * 3.1.1.8.1) and knows every new password. Confined to a stage.
 */
final class SimulatedDomain {
  static final String GROUP = "CN=Internet";

  private static final Groups MEMBER =
      new Groups(List.of(new Groups.Group("Internet", GROUP, null)));

  private final Stage stage;
  private final LockoutPolicy policy;
  private final Duration delay;
  private final Duration oldPasswordPeriod;
  private final TreeMap<String, User> users = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long versions = 1_000;

  /**
   * Makes a domain without users.
   *
   * @param oldPasswordPeriod how long a replaced password is taken yet
   */
  SimulatedDomain(Stage stage, LockoutPolicy policy, Duration delay, Duration oldPasswordPeriod) {
    this.stage = stage;
    this.policy = policy;
    this.delay = delay;
    this.oldPasswordPeriod = oldPasswordPeriod;
  }

  LockoutPolicy policy() {
    return policy;
  }

  Duration delay() {
    return delay;
  }

  void add(String name) {
    User user = new User(name);
    user.passwords.put(Long.MIN_VALUE, new Password(name + "-0", ++versions));
    users.put(name, user);
  }

  User user(String name) {
    return users.get(name);
  }

  /** Whose name this is; null: nobody's. Names match in any case, with a domain or without. */
  User named(String typed) {
    return users.get(level(typed));
  }

  /** A name in one spelling. */
  static String level(String typed) {
    String name = typed.substring(typed.indexOf('\\') + 1);
    int at = name.indexOf('@');
    return (at < 0 ? name : name.substring(0, at)).toLowerCase(Locale.ROOT);
  }

  /** The same password once more is no change: its version would say nothing. */
  void changePassword(User user, String password) {
    if (user.current(stage.nanoTime()).equals(password)) {
      return;
    }
    user.passwords.put(stage.nanoTime(), new Password(password, ++versions));
    changed(user);
  }

  void disable(User user, boolean disabled) {
    user.disabled.put(stage.nanoTime(), disabled);
    changed(user);
  }

  /** Lets an account expire after a while, which is no change of its own when it comes. */
  void expire(User user, Duration after) {
    user.expiries.put(stage.nanoTime(), stage.nanoTime() + after.toNanos());
    changed(user);
  }

  void join(User user, boolean member) {
    if (user.isMember(stage.nanoTime()) != member) {
      user.member.put(stage.nanoTime(), member);
      changes.add(new Change(stage.nanoTime(), null));
    }
  }

  /** Users that server shows to have changed since a number of changes. */
  List<User> changedSince(int mark, int server) {
    return changes.subList(mark, mark(server)).stream()
        .map(Change::user)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Groups that server shows to have changed since a number of changes. */
  List<String> groupsChangedSince(int mark, int server) {
    return changes.subList(mark, mark(server)).stream().anyMatch(change -> change.user() == null)
        ? List.of(GROUP)
        : List.of();
  }

  int mark(int server) {
    int mark = changes.size();
    while (mark > 0 && changes.get(mark - 1).at() > view(server)) {
      mark--;
    }
    return mark;
  }

  /** What a search shows, which has no groups in it. */
  AccountState state(User user, int server) {
    long view = view(server);
    Password password = user.passwords.floorEntry(view).getValue();
    Verdict.Reason refusal =
        isLocked(user) ? Verdict.Reason.ACCOUNT_LOCKED : user.refusal(view, stage.nanoTime());
    return new AccountState(
        named(user, Groups.NONE),
        false,
        refusal,
        Long.toString(password.version()),
        passwordSet(user, view),
        server == 0 ? user.failures : user.failuresThere,
        server == 0 ? user.lastFailure : user.lastFailureThere,
        expires(user, view),
        policy);
  }

  private Instant expires(User user, long view) {
    long at = user.expiry(view);
    return at == Long.MAX_VALUE ? null : stage.now().plusNanos(at - stage.nanoTime());
  }

  private Instant passwordSet(User user, long view) {
    long since = user.passwords.floorKey(view);
    return since < 0 ? Instant.EPOCH : stage.now().minusNanos(stage.nanoTime() - since);
  }

  /** What a bind on a server answers: null is yes. */
  Verdict.Reason bind(User user, String password, int server) {
    if (isLocked(user)) {
      return Verdict.Reason.ACCOUNT_LOCKED;
    }
    boolean isRight = accepts(user, password, view(server)) || accepts(user, password, view(0));
    if (!isRight) {
      user.wrong.merge(stage.nanoTime(), 1, Integer::sum);
      if (!isInHistory(user, password)) {
        fail(user, server);
      }
      return Verdict.Reason.INVALID_CREDENTIALS;
    }
    Verdict.Reason refusal = user.refusal(view(server), stage.nanoTime());
    if (refusal != null) {
      return refusal;
    }
    user.right.add(stage.nanoTime());
    user.failures = 0;
    user.failuresThere = 0;
    user.failuresElsewhere.clear();
    return null;
  }

  /** A wrong password that did not come through us. */
  void failElsewhere(User user) {
    fail(user, 0);
    user.wrong.merge(stage.nanoTime(), 1, Integer::sum);
    user.failuresElsewhere.add(stage.nanoTime());
  }

  int failures(User user) {
    boolean counting =
        user.lastFailure != null && stage.now().isBefore(user.lastFailure.plus(policy.window()));
    return counting ? user.failures : 0;
  }

  boolean isLocked(User user) {
    return user.lockedAt != null && stage.now().isBefore(user.lockedAt.plus(policy.window()));
  }

  Identity identity(User user, int server) {
    return named(user, user.isMember(view(server)) ? MEMBER : Groups.NONE);
  }

  private static Identity named(User user, Groups groups) {
    return new Identity(key(user.name), user.name, "CN=" + user.name, null, groups, null);
  }

  /** The directory's key of a user. */
  static String key(String name) {
    return "guid-" + name;
  }

  private long view(int server) {
    return server == 0 ? stage.nanoTime() : stage.nanoTime() - delay.toNanos();
  }

  private void changed(User user) {
    changes.add(new Change(stage.nanoTime(), user));
  }

  private boolean accepts(User user, String password, long view) {
    return user.current(view).equals(password)
        || password.equals(user.former(view, oldPasswordPeriod));
  }

  private boolean isInHistory(User user, String password) {
    List<Password> latest = new ArrayList<>(user.passwords.headMap(view(0), true).values());
    int from = Math.max(0, latest.size() - 3);
    return latest.subList(from, latest.size()).stream()
        .anyMatch(entry -> entry.text().equals(password));
  }

  private void fail(User user, int server) {
    if (failures(user) == 0) {
      user.failuresElsewhere.clear();
    }
    user.failures = failures(user) + 1;
    user.lastFailure = stage.now();
    if (server != 0) {
      user.failuresThere++;
      user.lastFailureThere = stage.now();
    }
    if (user.failures >= policy.threshold() && !isLocked(user)) {
      user.lockedAt = stage.now();
      changed(user);
    }
  }

  /** One password and its version. */
  record Password(String text, long version) {}

  /** A user's change; without a user, the group's. */
  private record Change(long at, User user) {}

  /** One user's truth, and its history. */
  static final class User {
    final String name;
    final TreeMap<Long, Password> passwords = new TreeMap<>();

    /** When how many wrong passwords were sent, and when a right one, by anybody. */
    final TreeMap<Long, Integer> wrong = new TreeMap<>();

    final TreeSet<Long> right = new TreeSet<>();
    private final TreeMap<Long, Boolean> disabled = new TreeMap<>();
    private final TreeMap<Long, Long> expiries = new TreeMap<>();
    private final TreeMap<Long, Boolean> member = new TreeMap<>();
    private int failures;
    private int failuresThere;
    private final List<Long> failuresElsewhere = new ArrayList<>();
    private Instant lastFailure;
    private Instant lastFailureThere;
    private Instant lockedAt;

    private User(String name) {
      this.name = name;
    }

    /** How many of the failures that stand against the account are not ours, since a moment. */
    int failuresElsewhere(long since) {
      return (int) failuresElsewhere.stream().filter(at -> at >= since).count();
    }

    String current(long at) {
      return passwords.floorEntry(at).getValue().text();
    }

    /** The password that had this version. */
    String password(String version) {
      return passwords.values().stream()
          .filter(entry -> Long.toString(entry.version()).equals(version))
          .findFirst()
          .orElseThrow()
          .text();
    }

    /** Whether the password was the user's before. */
    boolean isReused(long at) {
      long since = passwords.floorKey(at);
      return passwords.headMap(since).values().stream()
          .anyMatch(entry -> entry.text().equals(current(at)));
    }

    /** The former password, while the domain takes it; null: none. */
    private String former(long at, Duration period) {
      long since = passwords.floorKey(at);
      boolean accepted = at - since < period.toNanos();
      return accepted && since >= 0 ? passwords.lowerEntry(since).getValue().text() : null;
    }

    /** Why a server that has this view says no now, whatever the password; null: it does not. */
    private Verdict.Reason refusal(long view, long now) {
      if (is(disabled, view)) {
        return Verdict.Reason.ACCOUNT_DISABLED;
      }
      return expiry(view) <= now ? Verdict.Reason.ACCOUNT_EXPIRED : null;
    }

    /** When the account expires, as it was said at that time; {@link Long#MAX_VALUE}: never. */
    private long expiry(long at) {
      Map.Entry<Long, Long> entry = expiries.floorEntry(at);
      return entry == null ? Long.MAX_VALUE : entry.getValue();
    }

    /** Whether it is disabled or has expired. */
    boolean isRefused(long at) {
      return refusal(at, at) != null;
    }

    boolean isMember(long at) {
      return is(member, at);
    }

    /** Since when the account is as it is: enabled or disabled, expired or not. */
    long stateSince(long at) {
      long said = Math.max(since(disabled, at), since(expiries, at));
      return expiry(at) <= at ? Math.max(said, expiry(at)) : said;
    }

    /** Since when it is in the group, or is not. */
    long memberSince(long at) {
      return since(member, at);
    }

    private static boolean is(TreeMap<Long, Boolean> history, long at) {
      Map.Entry<Long, Boolean> entry = history.floorEntry(at);
      return entry != null && entry.getValue();
    }

    private static long since(TreeMap<Long, ?> history, long at) {
      Long since = history.floorKey(at);
      return since == null ? -1 : since;
    }

    Instant lockedAt() {
      return lockedAt;
    }
  }
}
