package io.postern.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Each account's password and those before it, as keyed digests. AD does not count an attempt with
 * one of the two passwords before the present one, and may let the last of them bind for a while.
 * Thread-safe.
 */
final class PasswordStore {
  private static final int REMEMBERED = 3;

  private final Map<String, Deque<byte[]>> histories = new HashMap<>();
  private final Map<String, Instant> changed = new HashMap<>();
  private final SecretKeySpec key;

  PasswordStore() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /** What a password is to an account. */
  enum Match {
    CURRENT,
    /** The one before, within its time of grace. */
    STILL_ACCEPTED,
    /** One of those before: refused, not counted. */
    REMEMBERED,
    WRONG
  }

  synchronized void set(String guid, String password, Instant now) {
    Deque<byte[]> history = histories.computeIfAbsent(guid, account -> new ArrayDeque<>());
    history.addFirst(digest(guid, password.getBytes(StandardCharsets.UTF_8)));
    while (history.size() > REMEMBERED) {
      history.removeLast();
    }
    changed.put(guid, now);
  }

  synchronized Match match(String guid, byte[] password, Instant now, Duration oldAccepted) {
    byte[] digest = digest(guid, password);
    int age = 0;
    for (byte[] known : histories.getOrDefault(guid, new ArrayDeque<>())) {
      if (MessageDigest.isEqual(known, digest)) {
        Instant since = changed.getOrDefault(guid, Instant.MIN);
        boolean grace = age == 1 && now.isBefore(since.plus(oldAccepted));
        return age == 0 ? Match.CURRENT : grace ? Match.STILL_ACCEPTED : Match.REMEMBERED;
      }
      age++;
    }
    return Match.WRONG;
  }

  private byte[] digest(String guid, byte[] password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(guid.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(password);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
