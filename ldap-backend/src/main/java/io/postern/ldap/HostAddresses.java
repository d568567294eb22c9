package io.postern.ldap;

import io.postern.account.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses of hosts, within a deadline: the JDK's resolver has none. While DNS does not
 * answer, the last known addresses are good. Thread-safe; holds as many hosts as it is asked for.
 */
final class HostAddresses {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int MOST = 4;

  private final DnsRecords dns;
  private final Executor threads;
  private final Map<String, List<InetAddress>> lastKnown = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<List<InetAddress>>> lookups =
      new ConcurrentHashMap<>();

  HostAddresses(DnsRecords dns, Executor threads) {
    this.dns = dns;
    this.threads = threads;
  }

  /** At least one address, at most four. */
  List<InetAddress> of(String host, Deadline deadline) throws UnknownHostException {
    if (isAddress(host)) {
      return List.of(InetAddress.getByName(host));
    }
    CompletableFuture<List<InetAddress>> lookup = lookups.computeIfAbsent(host, this::lookUp);
    lookup.whenComplete((found, failure) -> lookups.remove(host, lookup));
    List<InetAddress> known = lastKnown.get(host);
    long nanos = deadline.remaining().toNanos();
    try {
      return lookup.get(
          known == null ? nanos : Math.min(nanos, PATIENCE_NANOS), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException noAnswer) {
      if (known != null) {
        return known;
      }
      throw unknown(host, noAnswer);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unknown(host, stopped);
    }
  }

  /** Nobody has to look it up, and no deadline can pass meanwhile. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  private CompletableFuture<List<InetAddress>> lookUp(String host) {
    CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            List<InetAddress> all = List.of(dns.addresses(host));
            List<InetAddress> some = all.subList(0, Math.min(MOST, all.size()));
            lastKnown.put(host, some);
            lookup.complete(some);
          } catch (UnknownHostException | RuntimeException failure) {
            lookup.completeExceptionally(failure);
          }
        });
    return lookup;
  }

  private static UnknownHostException unknown(String host, Exception why) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(why);
    return unknown;
  }
}
