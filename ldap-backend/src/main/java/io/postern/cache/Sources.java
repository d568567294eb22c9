package io.postern.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.account.TimeSource;
import io.postern.spi.Client;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Where unknown passwords come from, to tell who sprays: who tries few passwords on many accounts,
 * so that no account's own counter notices. A sprayer is slowed, never rejected: the address may be
 * that of a whole office, whose users are verified meanwhile. Bounded; thread-safe.
 */
final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
  private static final Marker SPRAY = MarkerFactory.getMarker("password-spray");

  private static final int MAXIMUM_SOURCES = 10_000;
  private static final int MAXIMUM_ACCOUNTS = 256;

  /** Accounts that one address may be wrong about, in one span, before it is suspect. */
  private static final int MANY = 20;

  private static final Duration SPAN = Duration.ofMinutes(10);
  private static final Duration SPACING = Duration.ofSeconds(1);
  private static final int MAXIMUM_SLOWED = 3;

  private final Cache<InetAddress, Source> sources;
  private final TimeSource time;
  private final MemoryListener listener;

  Sources(TimeSource time, MemoryListener listener) {
    this.time = time;
    this.listener = listener;
    this.sources =
        Caffeine.newBuilder()
            .maximumSize(MAXIMUM_SOURCES)
            .expireAfterWrite(SPAN)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /** The directory rejected a password of this account, or knows no such user. */
  void failed(Client client, String account) {
    InetAddress address = client.address();
    if (address == null) {
      return;
    }
    Source source = sources.get(address, ignored -> new Source());
    if (source.failed(account)) {
      listener.sprayDetected();
      LOG.warn(
          SPRAY,
          "{} sends wrong passwords of {} accounts or more within {} minutes: it is slowed to one"
              + " unknown password a second",
          address.getHostAddress(),
          MANY,
          SPAN.toMinutes());
    }
  }

  /** The directory accepted a password of this account. */
  void succeeded(Client client, String account) {
    InetAddress address = client.address();
    if (address != null) {
      sources.get(address, ignored -> new Source()).succeeded(account);
    }
  }

  /**
   * How long the next unknown password from there waits.
   *
   * @return zero for anybody who does not spray; negative if too many wait already
   */
  Duration delay(Client client) {
    InetAddress address = client.address();
    Source source = address == null ? null : sources.getIfPresent(address);
    return source == null ? Duration.ZERO : source.delay(time.nanoTime());
  }

  private static final class Source {
    private final Set<String> failed = new HashSet<>(2);
    private final Set<String> succeeded = new HashSet<>(2);
    private boolean sprays;
    private long nextAt;

    /** Whether this failure makes it a sprayer. */
    synchronized boolean failed(String account) {
      if (failed.size() < MAXIMUM_ACCOUNTS && !succeeded.contains(account)) {
        failed.add(account);
      }
      boolean before = sprays;
      sprays = failed.size() >= MANY && failed.size() > 2 * succeeded.size();
      return sprays && !before;
    }

    synchronized void succeeded(String account) {
      failed.remove(account);
      if (succeeded.size() < MAXIMUM_ACCOUNTS) {
        succeeded.add(account);
      }
    }

    synchronized Duration delay(long now) {
      if (!sprays) {
        return Duration.ZERO;
      }
      long at = Math.max(now, nextAt);
      if (at - now > SPACING.toNanos() * MAXIMUM_SLOWED) {
        return SPACING.negated();
      }
      nextAt = at + SPACING.toNanos();
      return Duration.ofNanos(at - now);
    }
  }
}
