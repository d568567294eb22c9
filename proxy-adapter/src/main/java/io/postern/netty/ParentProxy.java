package io.postern.netty;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthRequest.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Another proxy that requests go through, and who is asked where it cannot be reached. One that
 * could not be reached is left out for a time. Its {@code toString} hides the credentials.
 * Thread-safe.
 */
public final class ParentProxy {
  /** Until a proxy that could not be reached is tried again, by one request. */
  static final Duration REST = Duration.ofSeconds(30);

  private static final long REACHABLE = Long.MIN_VALUE;

  private final Target address;
  private final @Nullable String credentials;
  private final @Nullable ParentProxy next;
  private final boolean direct;

  /** When it is tried again, on {@link System#nanoTime}'s clock. */
  private final AtomicLong triedAgain = new AtomicLong(REACHABLE);

  private ParentProxy(
      Target address, @Nullable String credentials, @Nullable ParentProxy next, boolean direct) {
    this.address = address;
    this.credentials = credentials;
    this.next = next;
    this.direct = direct;
  }

  /** A parent that asks for no password. */
  public static ParentProxy at(String host, int port) {
    return new ParentProxy(new Target(host, port), null, null, false);
  }

  /** The same, asked with Basic credentials of ours; wipes {@code password}. */
  public ParentProxy as(String user, byte[] password) {
    String value = BasicScheme.fieldValue(user.getBytes(StandardCharsets.UTF_8), password);
    Arrays.fill(password, (byte) 0);
    return new ParentProxy(address, value, next, direct);
  }

  /** The same; where it cannot be reached, {@code next} is asked. */
  public ParentProxy orElse(ParentProxy next) {
    return new ParentProxy(address, credentials, next, false);
  }

  /** The same; where it cannot be reached, the origin is connected to. */
  public ParentProxy orDirect() {
    return new ParentProxy(address, credentials, null, true);
  }

  Target address() {
    return address;
  }

  /** The value of Proxy-Authorization. */
  @Nullable String credentials() {
    return credentials;
  }

  /** Who is asked instead; null: nobody. */
  @Nullable ParentProxy next() {
    return next;
  }

  /** Whether origins are connected to where this one and those behind it cannot be reached. */
  boolean endsDirect() {
    return next == null ? direct : next.endsDirect();
  }

  /** Whether to try it: it can be reached, or this is who finds out. */
  boolean isWorthTrying(long now) {
    long at = triedAgain.get();
    return at == REACHABLE || (now - at >= 0 && triedAgain.compareAndSet(at, now + REST.toNanos()));
  }

  /** It was reached; true: that is news. */
  boolean reached() {
    return triedAgain.get() != REACHABLE && triedAgain.getAndSet(REACHABLE) != REACHABLE;
  }

  /** It could not be reached; true: that is news. */
  boolean notReached(long now) {
    return triedAgain.getAndSet(now + REST.toNanos()) == REACHABLE;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
