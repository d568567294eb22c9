package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, for one purpose. The maximum is hard: whoever comes too late waits
 * until the deadline. (The SDK's pool opens more than its maximum, or none at all.) Thread-safe.
 */
final class LdapPool implements AutoCloseable {
  /** Shorter than any server, firewall or balancer between takes to forget a connection. */
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ServerAddress server;
  private final Opener opener;
  private final Executor threads;
  private final int maximum;
  private final Semaphore places;
  private final Deque<LdapLink> resting = new ArrayDeque<>();
  private boolean closed;

  LdapPool(ServerAddress server, int maximum, Opener opener, Executor threads) {
    this.server = server;
    this.maximum = maximum;
    this.opener = opener;
    this.threads = threads;
    this.places = new Semaphore(maximum, true);
  }

  /** A connection for one exchange or several; to be given back. */
  LdapLink take(Deadline deadline) throws Unanswered {
    waitForPlace(deadline);
    LdapLink rested = rested();
    return rested != null ? rested : open(deadline, opener);
  }

  /** A new connection of another make, in a place of this pool's; to be retired. */
  LdapLink takeBare(Deadline deadline, Opener other) throws Unanswered {
    waitForPlace(deadline);
    return open(deadline, other);
  }

  private LdapLink open(Deadline deadline, Opener how) throws Unanswered {
    try {
      return how.open(deadline);
    } catch (Unanswered | RuntimeException failed) {
      places.release();
      throw failed;
    }
  }

  /** Ends what {@link #take} began. */
  void giveBack(LdapLink link) {
    boolean keep = false;
    synchronized (this) {
      if (!closed && link.isUsable()) {
        link.rest();
        resting.push(link);
        keep = true;
      }
    }
    if (!keep) {
      discard(link);
    }
    places.release();
  }

  /** Ends what {@link #takeBare} began. */
  void retire(LdapLink link) {
    discard(link);
    places.release();
  }

  /** Closes what has rested too long. */
  void prune() {
    List<LdapLink> old = new ArrayList<>();
    synchronized (this) {
      resting.removeIf(link -> isTooOld(link) && old.add(link));
    }
    old.forEach(this::discard);
  }

  int busy() {
    return maximum - places.availablePermits();
  }

  synchronized int idle() {
    return resting.size();
  }

  @Override
  public void close() {
    List<LdapLink> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(resting);
      resting.clear();
    }
    all.forEach(LdapLink::close);
  }

  private void waitForPlace(Deadline deadline) throws Unanswered {
    try {
      if (places.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw Unanswered.by(
        server, Cause.OVERLOADED, "all " + maximum + " connections to it are busy", null);
  }

  private @Nullable LdapLink rested() {
    while (true) {
      LdapLink link;
      synchronized (this) {
        link = resting.poll();
      }
      if (link == null || (link.isUsable() && !isTooOld(link))) {
        return link;
      }
      discard(link);
    }
  }

  private static boolean isTooOld(LdapLink link) {
    return !link.isUsable() || link.restedNanos() > LONGEST_REST_NANOS;
  }

  private void discard(LdapLink link) {
    threads.execute(link::close);
  }

  /** Makes a connection ready for its purpose. */
  @FunctionalInterface
  interface Opener {
    LdapLink open(Deadline deadline) throws Unanswered;
  }
}
