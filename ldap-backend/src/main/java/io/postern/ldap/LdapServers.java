package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Outcome;
import io.postern.spi.Outcome.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The directory's servers, of which one answers. Thread-safe. */
final class LdapServers {
  private final LdapSettings settings;
  private final AtomicInteger turn = new AtomicInteger();
  private final Function<ServerAddress, LdapServer> opener;
  private final CountDownLatch found = new CountDownLatch(1);
  private volatile List<LdapServer> all = List.of();

  /** Makes an empty list; whoever asks before {@link #use} waits. */
  LdapServers(LdapSettings settings, Function<ServerAddress, LdapServer> opener) {
    this.settings = settings;
    this.opener = opener;
  }

  /** Uses these servers from now on. Those that it knows keep their connections. */
  synchronized void use(List<ServerAddress> addresses) {
    List<LdapServer> old = all;
    List<LdapServer> next = new ArrayList<>();
    for (ServerAddress address : addresses) {
      LdapServer known = find(server -> server.address().equals(address));
      next.add(known != null ? known : opener.apply(address));
    }
    all = List.copyOf(next);
    found.countDown();
    old.stream().filter(server -> !next.contains(server)).forEach(LdapServer::close);
  }

  /** In order of preference. */
  List<LdapServer> all() {
    return all;
  }

  /** The server with this DNS name; null if it is none of ours. */
  @Nullable LdapServer named(String hostName) {
    return find(
        server ->
            server.address().host().equalsIgnoreCase(hostName)
                || hostName.equalsIgnoreCase(server.itself().hostName()));
  }

  /** The server that is this copy of the directory; null if it is none of ours, or not known. */
  @Nullable LdapServer replica(String name) {
    return find(server -> name.equals(server.itself().replica()));
  }

  /** The server at this address has said what it is. */
  void introduced(ServerAddress address, RootDse itself) {
    LdapServer server = find(candidate -> candidate.address().equals(address));
    if (server != null) {
      server.introduced(itself);
    }
  }

  private @Nullable LdapServer find(Predicate<LdapServer> wanted) {
    return all.stream().filter(wanted).findFirst().orElse(null);
  }

  /**
   * Asks one server after the other until one answers, the likeliest first. Only for questions that
   * may be asked twice: never for a bind.
   */
  <T> T ask(Deadline deadline, Question<T> question) throws Unanswered {
    waitUntilFound(deadline);
    List<LdapServer> candidates = candidates();
    Unanswered last = null;
    for (int i = 0; i < candidates.size() && !hasPassed(deadline); i++) {
      boolean others = i + 1 < candidates.size();
      try {
        return ask(candidates.get(i), others ? share(deadline) : deadline, question);
      } catch (Unanswered failed) {
        if (!failed.askAnother()) {
          throw failed;
        }
        last = failed;
      }
    }
    throw last != null ? last : nobody();
  }

  /** Asks this server and no other. */
  static <T> T ask(LdapServer server, Deadline deadline, Question<T> question) throws Unanswered {
    long started = System.nanoTime();
    try {
      T answer = question.to(server, deadline);
      server.took(System.nanoTime() - started);
      server.health().answered();
      return answer;
    } catch (Unanswered failed) {
      if (failed.askAnother() && failed.outcome().cause() != Cause.OVERLOADED) {
        server.health().failed(failed.outcome());
      }
      throw failed;
    }
  }

  private void waitUntilFound(Deadline deadline) {
    try {
      if (!found.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Time for this server that leaves as much for the others. */
  private Deadline share(Deadline deadline) {
    Duration half = deadline.remaining().dividedBy(2);
    Duration most = settings.requestTimeout();
    return Connector.earlier(deadline, half.compareTo(most) < 0 ? half : most);
  }

  private List<LdapServer> candidates() {
    List<LdapServer> ordered = new ArrayList<>(all);
    switch (settings.order()) {
      case ROUND_ROBIN ->
          Collections.rotate(
              ordered, -Math.floorMod(turn.getAndIncrement(), Math.max(1, ordered.size())));
      case LEAST_LATENCY -> ordered.sort(Comparator.comparingDouble(LdapServer::latencyNanos));
      case PREFERENCE -> {}
    }
    ordered.removeIf(server -> server.health().state() == Health.State.DOWN);
    ordered.sort(Comparator.comparing(server -> server.health().state()));
    return ordered;
  }

  /** All are down: says why, so that a refused certificate is not taken for an outage. */
  private Unanswered nobody() {
    for (LdapServer server : all) {
      Outcome.@Nullable Unavailable why = server.health().lastFailure();
      if (why != null) {
        return Unanswered.again(why);
      }
    }
    return Unanswered.byNobody(
        Cause.UNREACHABLE,
        "no directory server is known: DNS has no _ldap._tcp.dc._msdcs record of the domain, or"
            + " does not answer");
  }

  private static boolean hasPassed(Deadline deadline) {
    return deadline.remaining().isZero();
  }

  /** Something to ask a server. */
  @FunctionalInterface
  interface Question<T> {
    T to(LdapServer server, Deadline deadline) throws Unanswered;
  }
}
