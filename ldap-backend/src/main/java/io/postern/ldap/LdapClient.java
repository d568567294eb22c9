package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The servers and what keeps them: asks them as the service account, or binds as a user. */
final class LdapClient implements AutoCloseable {
  private final LdapServers servers;
  private final UserBind userBind;
  private final Notices notices;
  private final Prober prober;
  private final LdapListener listener;
  private final Watchdog watchdog;

  /** At most a probe, a look-up and the closing of connections for each server. */
  private final ExecutorService pool;

  private final ScheduledExecutorService timer;

  private LdapClient(LdapSettings settings, @Nullable AdDomain domain, LdapListener listener) {
    this.listener = listener;
    this.watchdog = new Watchdog();
    this.pool = Executors.newCachedThreadPool(daemons("postern-ldap-"));
    Executor threads = this::execute;
    this.timer = Executors.newSingleThreadScheduledExecutor(daemons("postern-ldap-timer-"));
    this.notices = new Notices(listener);
    DnsRecords dns = new DnsRecords(settings.nameServer());
    Connector connector = new Connector(settings, new HostAddresses(dns, threads), watchdog);
    ServiceConnection service = new ServiceConnection(settings, connector, listener, notices);
    this.servers =
        new LdapServers(
            settings,
            address ->
                new LdapServer(
                    address,
                    settings.connections(),
                    deadline -> connector.open(address, deadline),
                    deadline -> service.open(address, deadline),
                    threads));
    if (settings.servers().isEmpty() && domain != null) {
      new DiscoveryLoop(new Discovery(settings, dns), domain, servers).start(timer, threads);
    } else {
      servers.use(settings.servers());
    }
    this.userBind = new UserBind(settings, servers, listener, notices);
    this.prober = new Prober(servers, connector, settings, domain, listener, threads);
    prober.start(timer);
  }

  static LdapClient start(LdapSettings settings, @Nullable AdDomain domain, LdapListener listener) {
    return new LdapClient(settings, domain, listener);
  }

  /** See {@link UserBind#bind}. */
  UserBind.Session bind(String name, byte[] password, Deadline sendBy, Deadline deadline)
      throws Unanswered {
    return userBind.bind(name, password, sendBy, deadline);
  }

  /** Lets the service account do something that may be done twice. */
  <T> T search(Deadline deadline, Work<T> work) throws Unanswered {
    return servers.ask(deadline, (server, due) -> search(server, due, work));
  }

  /** The same on this server and no other. */
  <T> T searchOn(LdapServer server, Deadline deadline, Work<T> work) throws Unanswered {
    return LdapServers.ask(server, deadline, (same, due) -> search(same, due, work));
  }

  LdapServers servers() {
    return servers;
  }

  Notices notices() {
    return notices;
  }

  private <T> T search(LdapServer server, Deadline deadline, Work<T> work) throws Unanswered {
    LdapLink link = server.services().take(deadline);
    long started = System.nanoTime();
    String outcome = Cause.INTERNAL.label();
    try {
      T done = work.on(link, deadline);
      outcome = "ok";
      return done;
    } catch (Unanswered unanswered) {
      outcome = unanswered.outcome().cause().label();
      throw unanswered;
    } finally {
      server.services().giveBack(link);
      listener.request(
          server.address().toString(),
          "search",
          outcome,
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /** What comes after the end, closing connections for the most part, is done at once. */
  private void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }

  @Override
  public void close() {
    prober.stop();
    timer.shutdownNow();
    servers.all().forEach(LdapServer::close);
    pool.shutdown();
    watchdog.close();
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Something to do with searches. */
  @FunctionalInterface
  interface Work<T> {
    T on(Searching searching, Deadline deadline) throws Unanswered;
  }
}
