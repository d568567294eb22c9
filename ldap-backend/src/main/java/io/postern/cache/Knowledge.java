package io.postern.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one account at one moment. Immutable: each method returns what is known after
 * something else was learned. Times are on the time source's clock.
 *
 * @param passwordVersion the newest that any server showed; null: none did
 * @param versionSince when it was first seen, or was said to have come if that is long ago
 * @param proven passwords found right, the latest first: one, or two while a directory accepts the
 *     former one too and nobody can tell which it is
 * @param superseded passwords that were right once, the latest first
 * @param rejected passwords found wrong, the latest first
 * @param refusal why the account may not sign in at present; null: it may, for all that is known
 */
record Knowledge(
    @Nullable String passwordVersion,
    long versionSince,
    List<Proven> proven,
    List<Wrong> superseded,
    List<Wrong> rejected,
    @Nullable Refusal refusal) {

  /** Of an account of which nothing was learned yet. */
  static final Knowledge NOTHING = new Knowledge(null, 0, List.of(), List.of(), List.of(), null);

  static final int MAXIMUM_PROVEN = 2;
  static final int MAXIMUM_SUPERSEDED = 4;
  static final int MAXIMUM_REJECTED = 16;

  /** The record of this password as a right one, fresh or not. */
  @Nullable Proven proven(CredentialDigest digest) {
    for (int i = 0; i < proven.size(); i++) {
      if (proven.get(i).digest().equals(digest)) {
        return proven.get(i);
      }
    }
    return null;
  }

  /** A password that is trusted at present, if only while the directory cannot be asked. */
  @Nullable Proven trusted(long now) {
    for (int i = 0; i < proven.size(); i++) {
      if (proven.get(i).trust().isStandIn(now)) {
        return proven.get(i);
      }
    }
    return null;
  }

  /** The record of this password as a wrong one, if it holds still. */
  @Nullable Wrong wrong(CredentialDigest digest, long now) {
    Wrong former = former(digest, now);
    return former != null ? former : Wrong.holding(rejected, digest, passwordVersion, now);
  }

  /** The record of this password as a former one, if it holds still. */
  @Nullable Wrong former(CredentialDigest digest, long now) {
    return Wrong.holding(superseded, digest, passwordVersion, now);
  }

  private boolean isFormer(Proven found, long now) {
    String newest = PasswordVersion.newest(passwordVersion, found.passwordVersion());
    return Wrong.holding(superseded, found.digest(), newest, now) != null;
  }

  /**
   * A server showed this password version.
   *
   * @param since when every clock agrees that it was there; now: only just
   */
  Knowledge seen(@Nullable String version, long since, long now, Retention retention) {
    boolean isFirst = !PasswordVersion.isKnown(passwordVersion);
    if (!PasswordVersion.isKnown(version)
        || (!isFirst && !PasswordVersion.isNewer(version, passwordVersion))) {
      return this;
    }
    List<Proven> current = new ArrayList<>();
    List<Wrong> former = new ArrayList<>();
    for (Proven entry : proven) {
      boolean isOlder = PasswordVersion.isNewer(version, entry.passwordVersion());
      if (isOlder && entry.confirmed()) {
        former.add(superseded(entry, version, now, retention));
      } else {
        // It may be the new password itself, proven in the moment of the change: ask again.
        boolean isDoubtful = isOlder || (!isFirst && entry.passwordVersion() == null);
        current.add(isDoubtful ? entry.ended(now) : entry);
      }
    }
    return new Knowledge(
        version,
        isFirst && former.isEmpty() ? Long.MIN_VALUE : since,
        List.copyOf(current),
        retention.supersedes() ? joined(former, superseded, MAXIMUM_SUPERSEDED) : superseded,
        rejected,
        refusal);
  }

  /**
   * The directory found a password right. Two may be right at once, while a directory takes the
   * former one too; which of them that is, the version tells, or the time for which the other has
   * been right. Of one that is known as a former one, that is known better here.
   */
  Knowledge proves(Proven found, long now, Retention retention) {
    if (isFormer(found, now)) {
      return this;
    }
    Proven before = proven(found.digest());
    List<Proven> right = new ArrayList<>();
    List<Wrong> former = new ArrayList<>();
    right.add(before == null ? found : again(before, found));
    for (Proven entry : proven) {
      if (entry.digest().equals(found.digest())) {
        continue;
      }
      boolean isVersionless = found.passwordVersion() == null;
      if (before == null
          && isVersionless
          && retention.supersedes()
          && retention.isOlderThanAny(entry.trust(), now)) {
        former.add(superseded(entry, null, now, retention));
      } else if (right.size() < MAXIMUM_PROVEN) {
        right.add(isVersionless && before == null ? entry.due(now) : entry);
      }
    }
    return new Knowledge(
        passwordVersion,
        versionSince,
        List.copyOf(right),
        joined(former, without(superseded, found.digest()), MAXIMUM_SUPERSEDED),
        without(rejected, found.digest()),
        null);
  }

  /** A password was right once, which gives it no trust but tells when it is a former one. */
  Knowledge notes(Proven once, long now) {
    Proven before = proven(once.digest());
    if (isFormer(once, now) || PasswordVersion.isNewer(passwordVersion, once.passwordVersion())) {
      return this;
    }
    if (before != null
        && !PasswordVersion.isNewer(once.passwordVersion(), before.passwordVersion())) {
      return withProven(entry -> entry.digest().equals(once.digest()) ? entry.again(once) : entry);
    }
    List<Proven> all = new ArrayList<>();
    all.add(once);
    proven.stream().filter(entry -> !entry.digest().equals(once.digest())).forEach(all::add);
    return new Knowledge(
        passwordVersion,
        versionSince,
        List.copyOf(all.subList(0, Math.min(MAXIMUM_PROVEN, all.size()))),
        without(superseded, once.digest()),
        rejected,
        refusal);
  }

  /** The directory found a password wrong, when the account's password had this version. */
  Knowledge rejects(
      CredentialDigest digest, @Nullable String version, long now, Retention retention) {
    boolean settled = Retention.isSettled(versionAge(now));
    long until = retention.rejectedUntil(now, settled);
    Wrong wrong = new Wrong(digest, Wrong.Kind.REJECTED, version, settled, until);
    return new Knowledge(
        passwordVersion,
        versionSince,
        proven.stream().filter(entry -> !entry.digest().equals(digest)).toList(),
        superseded,
        joined(List.of(wrong), without(rejected, digest), MAXIMUM_REJECTED),
        refusal);
  }

  /**
   * The account may not sign in. What was proven is kept as a fact, with no trust left in it: it
   * tells the user apart from a guesser.
   */
  Knowledge refuses(Refusal why, long now) {
    return new Knowledge(
        passwordVersion,
        versionSince,
        proven.stream().map(entry -> entry.ended(now)).toList(),
        superseded,
        rejected,
        why);
  }

  /** A password was found right for an account that may not sign in: that opened nothing. */
  Knowledge provesRefused(Proven found, Refusal why, long now, Retention retention) {
    Proven before = proven(found.digest());
    Trust trust = before == null ? found.trust() : before.trust();
    return proves(found.with(trust.ended(now)), now, retention).refuses(why, now);
  }

  /** The account may sign in again. */
  Knowledge admits() {
    return refusal == null
        ? this
        : new Knowledge(passwordVersion, versionSince, proven, superseded, rejected, null);
  }

  /** Whether a password or the account has expired, and is trusted still. */
  boolean isExpired(long now) {
    for (int i = 0; i < proven.size(); i++) {
      if (proven.get(i).trust().isExpired(now)) {
        return true;
      }
    }
    return false;
  }

  /** Nothing is trusted of a password or an account that has expired. */
  Knowledge expires(long now) {
    return new Knowledge(
        passwordVersion,
        versionSince,
        proven.stream().filter(entry -> !entry.trust().isExpired(now)).toList(),
        superseded,
        rejected,
        refusal);
  }

  /**
   * The password may have changed unseen: the next search tells whether what is wrong is so still.
   */
  Knowledge doubtsWrong(long now) {
    return new Knowledge(
        passwordVersion,
        versionSince,
        proven,
        superseded,
        rejected.stream().map(entry -> entry.ended(now)).toList(),
        refusal);
  }

  /** What was proven is changed entry by entry. */
  Knowledge withProven(UnaryOperator<Proven> change) {
    return new Knowledge(
        passwordVersion,
        versionSince,
        proven.stream().map(change).toList(),
        superseded,
        rejected,
        refusal);
  }

  /**
   * The wrong password of an account whose password has not changed since, known to be wrong still
   * without asking; null if it must be asked about.
   */
  @Nullable Wrong unchanged(CredentialDigest digest) {
    Wrong wrong = Wrong.find(rejected, digest);
    return wrong != null
            && wrong.settled()
            && PasswordVersion.isSame(wrong.passwordVersion(), passwordVersion)
        ? wrong
        : null;
  }

  private long versionAge(long now) {
    return versionSince == Long.MIN_VALUE || passwordVersion == null
        ? Long.MAX_VALUE
        : now - versionSince;
  }

  private static Proven again(Proven before, Proven found) {
    Proven again = found.with(found.trust().since(before.trust().firstAt()));
    boolean isSame = PasswordVersion.isSame(before.passwordVersion(), found.passwordVersion());
    return isSame && before.confirmed() ? again.confirm() : again;
  }

  private static Wrong superseded(
      Proven entry, @Nullable String by, long now, Retention retention) {
    return new Wrong(
        entry.digest(), Wrong.Kind.SUPERSEDED, by, true, retention.supersededUntil(now));
  }

  private static List<Wrong> without(List<Wrong> among, CredentialDigest digest) {
    return among.stream().filter(entry -> !entry.digest().equals(digest)).toList();
  }

  private static List<Wrong> joined(List<Wrong> latest, List<Wrong> earlier, int most) {
    if (latest.isEmpty()) {
      return earlier;
    }
    List<Wrong> all = new ArrayList<>(latest);
    all.addAll(earlier);
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
