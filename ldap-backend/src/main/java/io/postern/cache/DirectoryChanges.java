package io.postern.cache;

import io.postern.account.AccountChangeListener;
import io.postern.account.AccountState;
import io.postern.account.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the memory does about changes in the directory: those that the account watch reports, and
 * the expiries that nobody reports, because time alone brings them. Thread-safe.
 */
final class DirectoryChanges implements AccountChangeListener {
  /** Soon enough to be known within seconds, though the directory's clock be ahead by some. */
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(2);

  private final Accounts accounts;
  private final SearchLessons lessons;
  private final Looks looks;
  private final Announcer announcer;
  private final TimeSource time;

  /** The latest change when the accounts of the next look were named; the watch's thread's own. */
  private long wantedAsOf;

  DirectoryChanges(
      Accounts accounts, SearchLessons lessons, Looks looks, Announcer announcer, TimeSource time) {
    this.accounts = accounts;
    this.lessons = lessons;
    this.looks = looks;
    this.announcer = announcer;
    this.time = time;
  }

  /** Begins to end what expires; goes on for as long as the time source does. */
  void sweep() {
    time.after(
        BETWEEN_SWEEPS,
        () -> {
          accounts.forEach(lessons::expire);
          sweep();
        });
  }

  /**
   * Whoever is trusted is looked at by the account watch's own search, before they are asked about:
   * the cost to the directory does not grow with the number of active users.
   */
  @Override
  public List<AccountState> wanted(int most) {
    wantedAsOf = accounts.latestChange();
    List<AccountState> wanted = new ArrayList<>();
    accounts.forEach(
        account -> {
          AccountState state = wanted.size() < most ? lessons.wanted(account) : null;
          if (state != null) {
            wanted.add(state);
          }
        });
    return wanted;
  }

  @Override
  public void looked(List<AccountState> states) {
    for (AccountState state : states) {
      Account account = accounts.ifPresent(state.identity().account());
      if (account != null) {
        lessons.kept(account, state, wantedAsOf);
      }
    }
  }

  @Override
  public void changed(AccountState state) {
    String key = state.identity().account();
    Account account = accounts.changed(key, present -> lessons.changed(present, state));
    accounts.forgetNobodies();
    if (account == null && state.refusal() != null) {
      // Nothing is remembered of it, but a tunnel may be older than the memory of its user.
      announcer.revoked(key, state.refusal().label());
    }
  }

  @Override
  public void gone(String key) {
    Account account = accounts.changed(key, lessons::gone);
    if (account == null) {
      announcer.revoked(key, "deleted");
    }
  }

  /**
   * Who was removed from a group is told by what is remembered, and looked at first: a tunnel may
   * live for longer than the trust in its password. Who was added is not told, and neither is
   * anybody whose group is within another: all who are trusted at present are looked at.
   */
  @Override
  public void groupsChanged(Collection<String> groups) {
    accounts.allChanged();
    long now = time.nanoTime();
    accounts.forEach(
        account -> {
          Knowledge known = account.knowledge();
          boolean isMember = known.proven().stream().anyMatch(entry -> isIn(entry, groups));
          if (isMember || known.trusted(now) != null) {
            looks.add(account, isMember);
          }
        });
  }

  @Override
  public void lost() {
    accounts.allChanged();
    accounts.forgetNobodies();
    long now = time.nanoTime();
    accounts.forEach(
        account -> {
          account.learn(known -> known.doubtsWrong(now));
          if (!account.knowledge().proven().isEmpty()) {
            looks.add(account, account.knowledge().trusted(now) != null);
          }
        });
  }

  private static boolean isIn(Proven entry, Collection<String> groups) {
    return groups.stream().anyMatch(entry.identity().groups()::contains);
  }
}
