package io.postern.standalone;

import io.postern.basic.BasicScheme;
import io.postern.cache.CachingDirectory;
import io.postern.gate.AuthGate;
import io.postern.gate.DecisionListener;
import io.postern.ldap.LdapDirectory;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.ProxySettings;
import io.postern.standalone.access.AccessRules;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminPages;
import io.postern.standalone.admin.AdminServer;
import io.postern.standalone.admin.DecisionPages;
import io.postern.standalone.admin.Readiness;
import io.postern.standalone.config.Config;
import io.postern.standalone.config.Config.AccessLogSettings;
import io.postern.standalone.explain.RecentDecisions;
import io.postern.standalone.log.AccessLog;
import io.postern.standalone.log.AccessLogTarget;
import io.postern.standalone.metrics.Metrics;
import io.postern.standalone.status.DecisionHistory;
import io.postern.standalone.status.StatusPages;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs, made of one configuration. Read from the bottom of {@link #start} upwards
 * it is the way of a request: the proxy asks the gate, the gate a scheme, the scheme the memory,
 * the memory the directory.
 */
public final class Wiring {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Config config;
  private final Closing closing = new Closing();

  private Wiring(Config config) {
    this.config = config;
  }

  /**
   * Starts everything: when it returns, every listener accepts.
   *
   * @param version what the metrics say that runs
   * @param out where an access log goes whose file is {@code -}
   * @param more adds pages to the admin listener
   * @throws CannotStart with a sentence for the operator
   */
  public static Server start(
      Config config, String version, OutputStream out, Consumer<AdminPages> more)
      throws CannotStart {
    Wiring wiring = new Wiring(config);
    try {
      return wiring.start(version, out, more);
    } catch (CannotStart | RuntimeException failed) {
      wiring.closing.close();
      throw failed;
    }
  }

  private Server start(String version, OutputStream out, Consumer<AdminPages> more)
      throws CannotStart {
    Metrics metrics = closing.add(new Metrics(version));
    RecentDecisions recent = new RecentDecisions(CLOCK);
    AccessLog accessLog = accessLog(config.accessLog(), out);

    LdapDirectory directory =
        closing.add(LdapDirectory.open(config.directory(), metrics.directory()));
    CachingDirectory memory =
        closing.add(new CachingDirectory(directory, config.memory(), metrics.memory(), List.of()));
    BasicScheme basic = new BasicScheme(memory, config.realm());
    AccessRules rules =
        new AccessRules(config.rules(), config.passwordChange(), CLOCK, ZoneId.systemDefault());
    DecisionHistory history = new DecisionHistory(System::nanoTime);
    DecisionListener listeners = DecisionListener.all(metrics.decisions(), recent, history);
    AuthGate gate = new AuthGate(List.of(basic), rules, listeners);

    Readiness readiness = new Readiness();
    readiness.require("directory", () -> directoryUnmet(metrics));
    AdminPages pages = pages(metrics, new DecisionPages(recent, memory::who), readiness);
    StatusPages status =
        new StatusPages(
            version,
            config.admin().showUsers(),
            metrics,
            memory::size,
            recent,
            history,
            CLOCK.withZone(ZoneId.systemDefault()));
    pages.page("/", status::refreshing).page("/still", status::still);
    more.accept(pages);
    AdminServer admin = admin(pages);
    ProxySettings settings = closedTo(admin.address());
    ForwardProxyServer proxy = proxy(settings, gate, new ProxyEvents(metrics.proxy(), accessLog));
    memory.addListener(proxy);
    watch(directory, memory, metrics);
    OtherProxies.start(config, gate, closing);
    return new Server(proxy, admin, metrics.proxy(), settings.drain(), closing);
  }

  private static AdminPages pages(Metrics metrics, DecisionPages decisions, Readiness readiness) {
    return new AdminPages()
        .page("/live", request -> AdminAnswer.text(200, "live\n"))
        .page("/ready", readiness::answer)
        .page("/metrics", request -> new AdminAnswer(200, Metrics.CONTENT_TYPE, metrics.text()))
        .page("/decisions/", decisions::decision)
        .page("/users/", decisions::user);
  }

  private void watch(LdapDirectory directory, CachingDirectory memory, Metrics metrics) {
    WatchSettings settings = config.watch();
    if (settings != null) {
      AccountWatch watch =
          closing.add(AccountWatch.start(directory, settings, memory, metrics.watch()));
      metrics.watch().of(watch);
    }
  }

  private AdminServer admin(AdminPages pages) throws CannotStart {
    try {
      return closing.add(AdminServer.start(config.admin().listen(), pages));
    } catch (IOException cannotListen) {
      throw new CannotStart("admin.listen: " + cannotListen.getMessage(), cannotListen);
    }
  }

  private ForwardProxyServer proxy(ProxySettings settings, AuthGate gate, ProxyEvents events)
      throws CannotStart {
    try {
      return ForwardProxyServer.start(settings, gate, events);
    } catch (IOException cannotListen) {
      throw new CannotStart("proxy.listen: " + cannotListen.getMessage(), cannotListen);
    }
  }

  private @Nullable AccessLog accessLog(@Nullable AccessLogSettings settings, OutputStream out)
      throws CannotStart {
    if (settings == null) {
      return null;
    }
    AccessLogTarget target =
        settings.file().equals("-")
            ? AccessLogTarget.stream(out)
            : AccessLogTarget.file(Path.of(settings.file()));
    try {
      return closing.add(AccessLog.start(target, settings.format(), CLOCK));
    } catch (IOException cannotWrite) {
      throw new CannotStart(
          "access-log.file: cannot write " + settings.file() + ": " + cannotWrite.getMessage(),
          cannotWrite);
    }
  }

  /** Whatever the rules say, nobody reaches the operator's listener through the proxy. */
  private ProxySettings closedTo(InetSocketAddress admin) {
    Set<InetSocketAddress> closed = new HashSet<>(config.proxy().closed());
    closed.add(admin);
    return config.proxy().withClosed(closed);
  }

  private static @Nullable String directoryUnmet(Metrics metrics) {
    return metrics.directory().hasAnswered() ? null : "no server has answered yet";
  }
}
