package io.postern.cache;

import io.postern.account.AccountState;
import io.postern.account.LockoutPolicy;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One user's record. Thread-safe: reads take no lock, changes take this account's own and do
 * nothing slow while they hold it.
 */
final class Account {
  private final String key;
  private final CredentialDigest.Owner owner;
  private final Budget budget = new Budget();
  private final AtomicLong lookedAt;

  private volatile Knowledge knowledge = Knowledge.NOTHING;
  private volatile @Nullable AccountState state;
  private volatile @Nullable Shielded shielded;
  private volatile @Nullable Ledger ledger;
  private volatile boolean retired;
  private volatile @Nullable String revealed;
  private volatile long namedUntil;
  private volatile long failureSeen;
  private long changed;

  /**
   * Makes the record of an account.
   *
   * @param key the directory's key of it, or a name in one spelling while nobody knows whose it is
   * @param changed the number of the latest change in the directory that may have been this one's
   * @param now on the time source's clock
   */
  Account(String key, long changed, long now) {
    this.key = key;
    this.owner = CredentialDigest.Owner.account(key);
    this.changed = changed;
    this.namedUntil = now;
    this.lookedAt = new AtomicLong(now - Retention.LOOK_AGAIN_AFTER.toNanos());
  }

  String key() {
    return key;
  }

  /**
   * Says whose record this is, once.
   *
   * @return whether it is that account's
   */
  synchronized boolean belongsTo(String account) {
    if (revealed == null) {
      revealed = account;
    }
    return account.equals(revealed);
  }

  /** The directory's key of it, where that is known; else the key of the record. */
  String name() {
    String account = revealed;
    return account == null ? key : account;
  }

  /** Whether this is one of the directory's own names of it, in any case of its letters. */
  boolean isNamed(String userId) {
    AccountState last = state;
    List<Proven> proven = knowledge.proven();
    Identity identity =
        last != null ? last.identity() : proven.isEmpty() ? null : proven.get(0).identity();
    return userId.equalsIgnoreCase(name())
        || (identity != null
            && (userId.equalsIgnoreCase(identity.name())
                || userId.equalsIgnoreCase(identity.userPrincipalName())));
  }

  /** It has the names still that it is remembered by, for all that was seen; trust them longer. */
  void keepNames(long until) {
    namedUntil = until;
  }

  /** Whether its names were seen to be its own, whenever each was typed. */
  boolean isNamed(long now) {
    return now - namedUntil < 0;
  }

  boolean isOf(String account) {
    return account.equals(revealed);
  }

  boolean isAnybodys() {
    return revealed == null;
  }

  CredentialDigest digest(byte[] password) {
    return CredentialDigest.of(owner, password);
  }

  Knowledge knowledge() {
    return knowledge;
  }

  /** The account as a search last showed it; null: none did. */
  @Nullable AccountState state() {
    return state;
  }

  LockoutPolicy policy() {
    AccountState last = state;
    return last == null ? LockoutPolicy.UNKNOWN : last.lockout();
  }

  Budget budget() {
    return budget;
  }

  /** Whether the record has left the memory: it is dead, and what it knew must not be used. */
  boolean isRetired() {
    return retired;
  }

  /** It has left the memory; a name may lead here for a while, and is not to keep much. */
  synchronized void retire() {
    retired = true;
    knowledge = Knowledge.NOTHING;
    state = null;
    ledger = null;
  }

  /**
   * Learns something that was asked of the directory, unless the directory has since reported a
   * change of the account: then the answer may be older than the change.
   *
   * @param asOf the number of the latest change when the question began
   * @return what was known before and after; null if nothing was learned
   */
  synchronized @Nullable Step learn(long asOf, UnaryOperator<Knowledge> change) {
    return retired || changed > asOf ? null : step(change);
  }

  /** Learns something that no change can contradict, because it says what it holds for. */
  synchronized @Nullable Step learn(UnaryOperator<Knowledge> change) {
    return retired ? null : step(change);
  }

  /** The directory reported a change with this number: older answers teach nothing any more. */
  synchronized void changed(long number) {
    changed = Math.max(changed, number);
    shielded = null;
  }

  /**
   * A search showed this state.
   *
   * @param moment on the time source's clock
   * @return the state before; null: none was seen
   */
  synchronized @Nullable AccountState searched(AccountState now, long moment) {
    AccountState before = state;
    if (before == null || !Objects.equals(before.lastFailedBind(), now.lastFailedBind())) {
      failureSeen = moment;
    }
    state = now;
    return before;
  }

  /** When the latest failed bind that the directory shows was first seen: it was no later. */
  long failureSeen() {
    return failureSeen;
  }

  /** Whether it is this caller who looks at the account, which happens once in a while at most. */
  boolean claimLook(long now) {
    long last = lookedAt.get();
    return now - last >= Retention.LOOK_AGAIN_AFTER.toNanos() && lookedAt.compareAndSet(last, now);
  }

  /** The look that was claimed at {@code now} does not take place. */
  void giveUpLook(long now) {
    lookedAt.compareAndSet(now, now - Retention.LOOK_AGAIN_AFTER.toNanos());
  }

  /** No bind may be spent on an unknown password for a moment, so none needs to be considered. */
  void shieldedUntil(long moment, Verdict.@Nullable Rejected verdict) {
    shielded = verdict == null ? null : new Shielded(moment, verdict);
  }

  /** The verdict on an unknown password while the shield is at its limit. */
  Verdict.@Nullable Rejected shielded(long now) {
    Shielded current = shielded;
    return current != null && now - current.until < 0 ? current.verdict : null;
  }

  /** Who sends wrong passwords; made when somebody does. */
  Ledger ledger() {
    Ledger present = ledger;
    if (present != null) {
      return present;
    }
    synchronized (this) {
      if (ledger == null) {
        ledger = new Ledger();
      }
      return ledger;
    }
  }

  /** Who sent wrong passwords; null: nobody did. */
  @Nullable Ledger ledgerIfAny() {
    return ledger;
  }

  private Step step(UnaryOperator<Knowledge> change) {
    Knowledge before = knowledge;
    Knowledge after = change.apply(before);
    knowledge = after;
    return new Step(before, after);
  }

  private record Shielded(long until, Verdict.Rejected verdict) {}

  /** What was known before and after something was learned. */
  record Step(Knowledge before, Knowledge after) {}
}
