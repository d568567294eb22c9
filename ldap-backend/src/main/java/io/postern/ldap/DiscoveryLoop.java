package io.postern.ldap;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Looks for the domain's controllers again and again, more often than AD's records expire (after
 * ten minutes; the JDK does not tell). While DNS has no answer, those that are known stay.
 */
final class DiscoveryLoop {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryLoop.class);
  private static final Marker FOUND = MarkerFactory.getMarker("servers-found");
  private static final Marker UNKNOWN = MarkerFactory.getMarker("servers-unknown");
  private static final long TICK_SECONDS = 1;
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Discovery discovery;
  private final AdDomain domain;
  private final LdapServers servers;
  private final AtomicBoolean looking = new AtomicBoolean();
  private List<ServerAddress> known = List.of();
  private @Nullable String site;
  private boolean complained;
  private long lookedAt = System.nanoTime() - KEPT_NANOS;

  DiscoveryLoop(Discovery discovery, AdDomain domain, LdapServers servers) {
    this.discovery = discovery;
    this.domain = domain;
    this.servers = servers;
  }

  void start(ScheduledExecutorService timer, Executor threads) {
    timer.scheduleWithFixedDelay(
        () -> {
          if (looking.compareAndSet(false, true)) {
            threads.execute(this::look);
          }
        },
        0,
        TICK_SECONDS,
        TimeUnit.SECONDS);
  }

  private void look() {
    try {
      boolean due = known.isEmpty() || System.nanoTime() - lookedAt >= KEPT_NANOS;
      if (due || !Objects.equals(site, domain.site())) {
        site = domain.site();
        lookedAt = System.nanoTime();
        use(discovery.servers(site));
      }
    } catch (NamingException | RuntimeException noAnswer) {
      complain(Printable.of(noAnswer.toString()));
    } finally {
      looking.set(false);
    }
  }

  private void use(List<ServerAddress> found) {
    if (found.isEmpty()) {
      complain("no such records");
      return;
    }
    complained = false;
    if (!found.equals(known)) {
      LOG.info(
          FOUND,
          "the servers of {} are {}{}",
          domain.dnsName(),
          found,
          site == null ? "" : " (our site is " + site + ')');
      servers.use(found);
      known = found;
    }
  }

  private void complain(String why) {
    if (!complained) {
      LOG.warn(UNKNOWN, "DNS does not give us the servers of {}: {}", domain.dnsName(), why);
      complained = true;
    }
  }
}
