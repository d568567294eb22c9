package io.postern.ldap;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a wrong password of the service account from locking it: the same one is tried again after
 * a minute, and then every ten. Another password is tried at once. Thread-safe.
 */
final class ServiceHold {
  private static final long FIRST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long NEXT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LongSupplier nanoTime;
  private final byte[] salt = new byte[16];
  private byte @Nullable [] refused;
  private int times;
  private long until;

  ServiceHold(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    new SecureRandom().nextBytes(salt);
  }

  synchronized boolean holds(byte[] password) {
    return refused != null
        && MessageDigest.isEqual(refused, digest(password))
        && nanoTime.getAsLong() - until < 0;
  }

  synchronized void refused(byte[] password) {
    byte[] digest = digest(password);
    times = refused != null && MessageDigest.isEqual(refused, digest) ? times + 1 : 1;
    refused = digest;
    until = nanoTime.getAsLong() + (times == 1 ? FIRST_NANOS : NEXT_NANOS);
  }

  synchronized void release() {
    refused = null;
    times = 0;
  }

  private byte[] digest(byte[] password) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      return sha256.digest(password);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
