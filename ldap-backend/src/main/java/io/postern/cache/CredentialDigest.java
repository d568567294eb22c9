package io.postern.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A password in the only form that is remembered: HMAC-SHA-256 over whose it is and its exact
 * octets, under a random key that lives and dies with the process. Immutable.
 */
final class CredentialDigest {
  private static final String ALGORITHM = "HmacSHA256";
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final SecretKeySpec KEY = randomKey();

  /** A Mac is not thread-safe, costs a kilobyte to make, and one per thread needs no lock. */
  private static final ThreadLocal<Worker> WORKER = ThreadLocal.withInitial(Worker::new);

  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  private CredentialDigest(byte[] octets) {
    first = (long) LONGS.get(octets, 0);
    second = (long) LONGS.get(octets, 8);
    third = (long) LONGS.get(octets, 16);
    fourth = (long) LONGS.get(octets, 24);
  }

  /** Digests a password. Keeps nothing of it. */
  static CredentialDigest of(Owner owner, byte[] password) {
    return WORKER.get().digest(owner.octets, password);
  }

  /** In constant time, though the key alone keeps an attacker from choosing digests. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CredentialDigest that
        && ((first ^ that.first)
                | (second ^ that.second)
                | (third ^ that.third)
                | (fourth ^ that.fourth))
            == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }

  @Override
  public String toString() {
    return "CredentialDigest (hidden)";
  }

  private static SecretKeySpec randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      return new SecretKeySpec(key, ALGORITHM);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Whose password it is: the part of the digest that keeps equal passwords of two users apart. */
  static final class Owner {
    private final byte[] octets;

    private Owner(char space, String name) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      // The length in front keeps "ab" + "c" and "a" + "bc" apart.
      octets = new byte[3 + text.length];
      octets[0] = (byte) space;
      octets[1] = (byte) (text.length >>> 8);
      octets[2] = (byte) text.length;
      System.arraycopy(text, 0, octets, 3, text.length);
    }

    /** An account, by its key. */
    static Owner account(String key) {
      return new Owner('A', key);
    }

    /** A name as it was typed, while nobody knows whose it is. */
    static Owner typed(String userId) {
      return new Owner('T', userId);
    }
  }

  private static final class Worker {
    private final Mac mac;
    private final byte[] output = new byte[32];

    Worker() {
      try {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(KEY);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
      }
    }

    CredentialDigest digest(byte[] owner, byte[] password) {
      try {
        mac.update(owner);
        mac.update(password);
        mac.doFinal(output, 0);
        return new CredentialDigest(output);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
