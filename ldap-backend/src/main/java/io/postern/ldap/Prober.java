package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Looks after the servers in the background: finds out that one is down before a user does, and
 * that it is back at once. At most one probe of a server at a time.
 */
final class Prober {
  private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
  private static final Marker UP = MarkerFactory.getMarker("server-up");
  private static final Marker DOWN = MarkerFactory.getMarker("server-down");
  private static final long TICK_MILLIS = 50;

  private final LdapServers servers;
  private final Connector connector;
  private final LdapSettings settings;
  private final @Nullable AdDomain domain;
  private final LdapListener listener;
  private final Executor threads;
  private volatile boolean stopped;

  Prober(
      LdapServers servers,
      Connector connector,
      LdapSettings settings,
      @Nullable AdDomain domain,
      LdapListener listener,
      Executor threads) {
    this.servers = servers;
    this.connector = connector;
    this.settings = settings;
    this.domain = domain;
    this.listener = listener;
    this.threads = threads;
  }

  /** Probes that are under way say nothing any more. */
  void stop() {
    stopped = true;
  }

  void start(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (LdapServer server : servers.all()) {
      server.users().prune();
      server.services().prune();
      report(server);
      if (server.health().beginProbe()) {
        threads.execute(() -> probe(server));
      }
    }
  }

  private void probe(LdapServer server) {
    try {
      rootDse(server, Deadline.after(settings.connectTimeout()));
      if (server.health().answered()) {
        LOG.info(UP, "directory server {} is back", server.address());
      }
      listener.up(server.address().toString(), true);
    } catch (Unanswered failed) {
      if (stopped || failed.outcome().cause() == Cause.OVERLOADED) {
        return;
      }
      if (server.health().probeFailed(failed.outcome())) {
        LOG.warn(
            DOWN,
            "directory server {} is out of use: {}",
            server.address(),
            failed.outcome().evidence().note());
      }
      listener.up(server.address().toString(), false);
    } finally {
      server.health().probed();
    }
  }

  /** Reads what anybody may read, without the service account, whose password may be wrong. */
  private void rootDse(LdapServer server, Deadline deadline) throws Unanswered {
    LdapLink link =
        server.services().takeBare(deadline, due -> connector.open(server.address(), due));
    try {
      server.introduced(RootDse.read(link, deadline));
      NetlogonAnswer met =
          domain == null ? null : NetlogonAnswer.read(link, domain.dnsName(), deadline);
      if (domain != null && met != null) {
        domain.met(met);
      }
    } catch (Unanswered failed) {
      // It may keep its root DSE to itself: an answer is an answer, if it is not "unavailable".
      if (!failed.isAnswer() || failed.outcome().cause() == Cause.UNREACHABLE) {
        throw failed;
      }
    } finally {
      server.services().retire(link);
    }
  }

  private void report(LdapServer server) {
    String name = server.address().toString();
    int idle = server.users().idle() + server.services().idle();
    listener.connections(name, "idle", idle);
    listener.connections(name, "busy", server.users().busy() + server.services().busy());
  }
}
