package io.postern.standalone;

import io.postern.netty.ForwardProxyServer;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.config.Problem;
import io.postern.standalone.log.AccessLog;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Reads the configuration file again. A file with mistakes changes nothing. Connections live on;
 * what the new rules do not permit is ended. Thread-safe.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
  private static final Marker READ = MarkerFactory.getMarker("configuration-read");
  private static final Marker BROKEN = MarkerFactory.getMarker("configuration-broken");

  /** Sections that need another directory or another memory. */
  private static final Set<String> DIRECTORY =
      Set.of("directory", "cache", "lockout-shield", "account-watch");

  private static final Set<String> RULES = Set.of("access", "on-password-expired");

  private final Supplier<ConfigFile.Result> file;
  private final LiveDirectory directory;
  private final LiveRules rules;
  private final @Nullable AccessLog accessLog;
  private ConfigFile.Loaded current;
  private @Nullable ForwardProxyServer proxy;

  /**
   * Makes a reload.
   *
   * @param current what runs
   */
  Reload(
      ConfigFile.Loaded current,
      Supplier<ConfigFile.Result> file,
      LiveDirectory directory,
      LiveRules rules,
      @Nullable AccessLog accessLog) {
    this.current = current;
    this.file = file;
    this.directory = directory;
    this.rules = rules;
    this.accessLog = accessLog;
  }

  /** Hears of the proxy, whose certificates are read again too. */
  synchronized void started(ForwardProxyServer proxy) {
    this.proxy = proxy;
  }

  /**
   * What came of it.
   *
   * @param taken whether the file is good
   * @param lines for the operator
   */
  record Outcome(boolean taken, List<String> lines) {}

  /** Reads the file, takes over what changed, and opens the access log anew. */
  synchronized Outcome now() {
    if (accessLog != null) {
      accessLog.reopen();
    }
    ConfigFile.Result result = file.get();
    Outcome outcome =
        result instanceof ConfigFile.Loaded loaded
            ? take(loaded)
            : new Outcome(false, problems((ConfigFile.Broken) result));
    if (outcome.taken) {
      LOG.info(READ, "configuration read again: {}", String.join("; ", outcome.lines));
    } else {
      LOG.error(BROKEN, "the configuration has mistakes, so nothing changes:");
      outcome.lines.forEach(LOG::error);
    }
    return outcome;
  }

  /** {@link #now} for whoever asks over HTTP. */
  AdminAnswer answer() {
    Outcome outcome = now();
    return AdminAnswer.text(outcome.taken ? 200 : 422, String.join("\n", outcome.lines) + '\n');
  }

  private Outcome take(ConfigFile.Loaded next) {
    if (proxy != null) {
      try {
        proxy.reloadCertificates();
      } catch (IOException unusable) {
        return new Outcome(false, List.of("proxy.tls: " + unusable.getMessage()));
      }
    }
    Set<String> changed = next.sections().changedSince(current.sections());
    if (changed.isEmpty()) {
      return new Outcome(true, List.of("nothing has changed"));
    }
    List<String> lines = new ArrayList<>();
    if (changed.removeAll(DIRECTORY)) {
      directory.replace(next.config());
      lines.add("the directory is asked with the new settings");
    }
    if (changed.removeAll(RULES)) {
      rules.replace(next.config());
      lines.add("the new access rules hold");
    }
    if (!Objects.equals(changeUrl(next), changeUrl(current))) {
      changed.add("on-password-expired.change-url");
    }
    if (!changed.isEmpty()) {
      lines.add("what changed in " + String.join(", ", changed) + " holds after a restart");
    }
    // What is not taken now is said again at the next reload.
    current =
        new ConfigFile.Loaded(next.config(), next.sections().keeping(changed, current.sections()));
    return new Outcome(true, List.copyOf(lines));
  }

  private static @Nullable URI changeUrl(ConfigFile.Loaded loaded) {
    return loaded.config().proxy().changeUrl();
  }

  private static List<String> problems(ConfigFile.Broken broken) {
    return broken.problems().stream().map(Problem::toString).toList();
  }
}
