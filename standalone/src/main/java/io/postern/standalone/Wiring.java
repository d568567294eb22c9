package io.postern.standalone;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.DecisionListener;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.ProxySettings;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminPages;
import io.postern.standalone.admin.AdminServer;
import io.postern.standalone.admin.AdminToken;
import io.postern.standalone.admin.DecisionPages;
import io.postern.standalone.admin.Readiness;
import io.postern.standalone.config.Config;
import io.postern.standalone.config.Config.AccessLogSettings;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.config.Secret;
import io.postern.standalone.explain.RecentDecisions;
import io.postern.standalone.log.AccessLog;
import io.postern.standalone.log.AccessLogTarget;
import io.postern.standalone.metrics.LdapMetrics;
import io.postern.standalone.metrics.Metrics;
import io.postern.standalone.status.DecisionHistory;
import io.postern.standalone.status.StatusPages;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs, made of one configuration. Read from the bottom of {@link #start} upwards
 * it is the way of a request: the proxy asks the gate, the gate a scheme, the scheme the memory,
 * the memory the directory.
 */
public final class Wiring {
  private static final Clock CLOCK = Clock.systemUTC();

  private final ConfigFile.Loaded loaded;
  private final Config config;
  private final Surroundings surroundings;
  private final Closing closing = new Closing();

  private Wiring(ConfigFile.Loaded loaded, Surroundings surroundings) {
    this.loaded = loaded;
    this.config = loaded.config();
    this.surroundings = surroundings;
  }

  /**
   * Starts everything: when it returns, every listener accepts.
   *
   * @throws CannotStart with a sentence for the operator
   */
  public static Server start(ConfigFile.Loaded loaded, Surroundings surroundings)
      throws CannotStart {
    Wiring wiring = new Wiring(loaded, surroundings);
    try {
      return wiring.start();
    } catch (CannotStart | RuntimeException failed) {
      wiring.closing.close();
      throw failed;
    }
  }

  private Server start() throws CannotStart {
    Metrics metrics = closing.add(new Metrics(surroundings.version()));
    RecentDecisions recent = new RecentDecisions(CLOCK);
    DecisionHistory history = new DecisionHistory(System::nanoTime);
    AccessLog accessLog = accessLog(config.accessLog());
    if (accessLog != null) {
      metrics.countDropped(accessLog::dropped);
    }

    LiveDirectory directory = closing.add(new LiveDirectory(config, metrics));
    BasicScheme basic = new BasicScheme(directory, config.realm());
    LiveRules rules = new LiveRules(config);
    DecisionListener listeners = DecisionListener.all(metrics.decisions(), recent, history);
    AuthGate gate = new AuthGate(List.of(basic), rules, listeners);

    Reload reload = new Reload(loaded, surroundings.file(), directory, rules, accessLog);
    AdminPages pages =
        new AdminPages()
            .page("/metrics", request -> answer(metrics))
            .page("/live", request -> AdminAnswer.text(200, "live\n"))
            .page("/ready", readiness(metrics)::answer);
    explain(pages, directory, recent);
    status(pages, metrics, directory, recent, history);
    actions(pages, directory, reload);
    surroundings.pages().accept(pages);
    AdminServer admin = admin(pages);

    OtherProxies.start(config, gate, metrics.proxy(), closing);
    ProxySettings settings = FileDescriptors.divide(config, closedTo(admin.address()));
    ForwardProxyServer proxy = proxy(settings, gate, new ProxyEvents(metrics.proxy(), accessLog));
    directory.addListener(proxy);
    rules.whenReplaced(proxy::reconsider);
    reload.started(proxy);
    return new Server(proxy, admin, metrics.proxy(), settings.drain(), reload, closing);
  }

  private static AdminAnswer answer(Metrics metrics) {
    return new AdminAnswer(200, Metrics.CONTENT_TYPE, metrics.text());
  }

  /** An outage of the directory is no reason to send those elsewhere who are remembered here. */
  private static Readiness readiness(Metrics metrics) {
    LdapMetrics directory = metrics.directory();
    Readiness readiness = new Readiness();
    readiness.require(
        "directory",
        () -> directory.hasAnswered() ? null : "no server has answered yet",
        () ->
            directory.isAllDown()
                ? "no server answers; users verified before are served for a time"
                : null);
    return readiness;
  }

  private static void explain(AdminPages pages, LiveDirectory directory, RecentDecisions recent) {
    DecisionPages decisions = new DecisionPages(recent, directory::who);
    pages.page("/decisions/", decisions::decision).page("/users/", decisions::user);
  }

  private void status(
      AdminPages pages,
      Metrics metrics,
      LiveDirectory directory,
      RecentDecisions recent,
      DecisionHistory history) {
    StatusPages status =
        new StatusPages(
            surroundings.version(),
            config.admin().showUsers(),
            metrics,
            directory::size,
            recent,
            history,
            CLOCK.withZone(ZoneId.systemDefault()));
    pages.page("/", status::refreshing).page("/still", status::still);
  }

  private void actions(AdminPages pages, LiveDirectory directory, Reload reload) {
    Secret.Source secret = config.admin().token();
    AdminToken token = new AdminToken(secret == null ? null : () -> secret.read().octets());
    pages.action("/reload", token, request -> reload.answer());
    pages.action(
        "/forget/",
        token,
        request ->
            directory.forget(request.name())
                ? AdminAnswer.text(200, "forgotten\n")
                : AdminAnswer.text(404, "Nothing is known of this user.\n"));
  }

  private AdminServer admin(AdminPages pages) throws CannotStart {
    try {
      return closing.add(AdminServer.start(config.admin().listen(), config.admin().tls(), pages));
    } catch (IOException cannotListen) {
      throw new CannotStart("admin: " + cannotListen.getMessage(), cannotListen);
    }
  }

  private ForwardProxyServer proxy(ProxySettings settings, AuthGate gate, ProxyEvents events)
      throws CannotStart {
    try {
      return ForwardProxyServer.start(settings, gate, events);
    } catch (BindException cannotListen) {
      throw new CannotStart("proxy.listen: " + cannotListen.getMessage(), cannotListen);
    } catch (IOException unusable) {
      throw new CannotStart("proxy.tls: " + unusable.getMessage(), unusable);
    }
  }

  private @Nullable AccessLog accessLog(@Nullable AccessLogSettings settings) throws CannotStart {
    if (settings == null) {
      return null;
    }
    AccessLogTarget target =
        settings.file().equals("-")
            ? AccessLogTarget.stream(surroundings.out())
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
}
