package io.postern.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that are remembered, and whose name is whose. Every spelling of a name leads to the
 * one record of its account once the directory has said whose it is. Bounded; thread-safe.
 */
final class Accounts {
  private static final int SPELLINGS_PER_ACCOUNT = 4;
  private static final int MAXIMUM_NOBODIES = 10_000;

  private final Cache<String, Account> accounts;
  private final Cache<String, Named> names;
  private final Cache<String, Boolean> nobodies;
  private final TimeSource time;
  private final long nameTrustedFor;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong strangersChanged = new AtomicLong();

  Accounts(MemorySettings settings, TimeSource time) {
    this.time = time;
    this.nameTrustedFor = settings.freshFor().toNanos();
    // Caffeine's upkeep is short and takes no lock that a reader waits for: no thread of its own.
    this.accounts =
        Caffeine.newBuilder()
            .maximumSize(settings.maximumUsers())
            .evictionListener(
                (@Nullable String key, @Nullable Account account, RemovalCause cause) ->
                    retire(account))
            .executor(Runnable::run)
            .build();
    this.names =
        Caffeine.newBuilder()
            .maximumSize((long) settings.maximumUsers() * SPELLINGS_PER_ACCOUNT)
            .executor(Runnable::run)
            .build();
    this.nobodies =
        Caffeine.newBuilder()
            .maximumSize(MAXIMUM_NOBODIES)
            .expireAfterWrite(Retention.NOBODY_FOR)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /** Whose name this is, if the directory said so; the record may be asked, fresh or not. */
  @Nullable Named named(String userId) {
    Named named = names.getIfPresent(userId);
    return named == null || named.account.isRetired() ? null : named;
  }

  /** Whether the directory said a moment ago that nobody has this name. */
  boolean isNobody(String userId) {
    return nobodies.getIfPresent(userId) != null;
  }

  /** The directory said that nobody has this name. */
  void nobody(String userId) {
    names.invalidate(userId);
    nobodies.put(userId, Boolean.TRUE);
  }

  /** The record of whom the directory found. */
  Account found(Lookup.Provable whom) {
    Account account = of(whom.account());
    if (whom instanceof Lookup.Found) {
      account.belongsTo(whom.account());
    }
    return account;
  }

  /** This name leads to this record from now on. */
  void name(String userId, Account account) {
    nobodies.invalidate(userId);
    names.put(userId, new Named(account, time.nanoTime() + nameTrustedFor));
  }

  /** No name leads to this record any more: they must be looked up again. */
  void forgetNames(Account account) {
    account.keepNames(time.nanoTime());
    names.asMap().values().removeIf(named -> named.account == account);
  }

  /** The record with this key, a new one if there is none. */
  Account of(String key) {
    Account present = accounts.getIfPresent(key);
    return present != null
        ? present
        : accounts.get(key, k -> new Account(k, strangersChanged.get(), time.nanoTime()));
  }

  /**
   * A good bind showed whose record this is. A record that was made for a name becomes the
   * account's, with all that it knows, if that has none yet; else the account's own takes over what
   * was spent. From then on the name leads there.
   */
  Account reveal(Account asked, String key) {
    if (asked.isOf(key)) {
      return asked;
    }
    Account account =
        asked.isAnybodys() && asked.belongsTo(key)
            ? accounts.asMap().merge(key, asked, (present, ours) -> present)
            : of(key);
    if (account != asked) {
      account.budget().add(asked.budget());
      forgetNames(asked);
    }
    accounts.put(asked.key(), account);
    return account;
  }

  /** The record with this key; null: there is none. */
  @Nullable Account ifPresent(String key) {
    return accounts.getIfPresent(key);
  }

  /** The number of the latest change; take it before a question is asked. */
  long latestChange() {
    return changes.get();
  }

  /**
   * The directory reported a change of this account. One that is not remembered may be the subject
   * of a question that is under way, whose answer would then be older than the change: the record
   * that it makes must know.
   *
   * @param lesson what follows from the change; answers that are older are dropped from now on
   * @return the account; null if it is not remembered
   */
  @Nullable Account changed(String key, Consumer<Account> lesson) {
    long number = changes.incrementAndGet();
    Account account =
        accounts.asMap().compute(key, (k, present) -> present == null ? stranger(number) : present);
    if (account != null) {
      account.changed(number);
      lesson.accept(account);
    }
    return account;
  }

  /** Something changed that may concern any account: answers that are older are dropped. */
  void allChanged() {
    long number = changes.incrementAndGet();
    strangersChanged.accumulateAndGet(number, Math::max);
    forEach(account -> account.changed(number));
  }

  /** A name that nobody had may be somebody's now. */
  void forgetNobodies() {
    nobodies.invalidateAll();
  }

  private static void retire(@Nullable Account account) {
    if (account != null) {
      account.retire();
    }
  }

  private @Nullable Account stranger(long number) {
    strangersChanged.accumulateAndGet(number, Math::max);
    return null;
  }

  /** The account with this name, in a spelling that was used or in the directory's own. */
  @Nullable Account lookUp(String userId) {
    Named named = named(userId);
    if (named != null) {
      return named.account;
    }
    for (Account account : accounts.asMap().values()) {
      if (account.isNamed(userId)) {
        return account;
      }
    }
    return null;
  }

  /** Drops an account and what is known of it. */
  void remove(Account account) {
    forgetNames(account);
    accounts.asMap().values().removeIf(present -> present == account);
    account.retire();
  }

  void forEach(Consumer<Account> action) {
    accounts.asMap().values().forEach(action);
  }

  long size() {
    accounts.cleanUp();
    return accounts.estimatedSize();
  }

  /**
   * A name and whose it is.
   *
   * @param until how long this is trusted without asking, on the time source's clock
   */
  record Named(Account account, long until) {
    boolean isTrusted(long now) {
      return now - until < 0 || account.isNamed(now);
    }
  }
}
