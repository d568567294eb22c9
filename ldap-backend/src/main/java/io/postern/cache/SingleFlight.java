package io.postern.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The questions that are being asked, by the digest of whose password they are about: never by the
 * user alone, or one password would get another's answer. Thread-safe.
 */
final class SingleFlight {
  private final ConcurrentMap<CredentialDigest, Question> underWay = new ConcurrentHashMap<>();

  /**
   * Joins the question about this password that is under way, if there is one.
   *
   * @return {@code mine} if it is the first; else the one to wait for
   */
  Question join(CredentialDigest digest, Question mine) {
    Question first = underWay.putIfAbsent(digest, mine);
    return first == null ? mine : first;
  }

  /** The question is answered, and what was learned is remembered: the next one may be asked. */
  void leave(CredentialDigest digest, Question mine) {
    underWay.remove(digest, mine);
  }

  int size() {
    return underWay.size();
  }

  /** Answers all that is under way. */
  void forEach(Consumer<Question> action) {
    underWay.values().forEach(action);
  }
}
