package io.postern.cache;

import io.postern.spi.Evidence;
import io.postern.spi.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A password that is known to be wrong, so that no attempt is spent on it. Immutable.
 *
 * @param passwordVersion the version it is wrong for; null: the directory does not tell
 * @param settled whether every server knew of that version when it was found wrong
 * @param until when the memory of it ends, on the time source's clock
 */
record Wrong(
    CredentialDigest digest,
    Kind kind,
    @Nullable String passwordVersion,
    boolean settled,
    long until) {

  /** The record of this password among some; null: there is none. */
  static @Nullable Wrong find(List<Wrong> among, CredentialDigest digest) {
    for (int i = 0; i < among.size(); i++) {
      if (among.get(i).digest().equals(digest)) {
        return among.get(i);
      }
    }
    return null;
  }

  /** The same, if it holds still. */
  static @Nullable Wrong holding(
      List<Wrong> among, CredentialDigest digest, @Nullable String newestVersion, long now) {
    Wrong wrong = find(among, digest);
    return wrong != null && wrong.holds(now, newestVersion) ? wrong : null;
  }

  /** Whether it is wrong still, as far as anybody knows. */
  boolean holds(long now, @Nullable String newestVersion) {
    return now - until < 0 && !PasswordVersion.isNewer(newestVersion, passwordVersion);
  }

  /**
   * The same, to be looked at before it is answered again. One that a look could not settle would
   * cost an attempt, and does not hold for long.
   */
  Wrong ended(long now) {
    return settled && holds(now, null)
        ? new Wrong(digest, kind, passwordVersion, settled, now)
        : this;
  }

  Verdict.Rejected verdict() {
    return kind.verdict();
  }

  /** How it came to be known as wrong. */
  enum Kind {
    /** The directory rejected it. */
    REJECTED("rejected by the directory before; not asked again"),
    /** It was right once, and the password has changed since. */
    SUPERSEDED("the user's former password; not asked about");

    private final Verdict.Rejected verdict;

    Kind(String note) {
      verdict =
          new Verdict.Rejected(
              Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.of(Evidence.Source.CACHE, note));
    }

    Verdict.Rejected verdict() {
      return verdict;
    }
  }
}
