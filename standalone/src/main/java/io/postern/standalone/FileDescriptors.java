package io.postern.standalone;

import io.postern.ldap.LdapSettings;
import io.postern.netty.ProxySettings;
import io.postern.standalone.admin.AdminServer;
import io.postern.standalone.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Divides the file descriptors that the system gives us: first what is open now, then the admin
 * listener's, the directory's and the other proxies', and the forward proxy has the rest.
 */
final class FileDescriptors {
  private static final Logger LOG = LoggerFactory.getLogger(FileDescriptors.class);
  private static final Marker FEW = MarkerFactory.getMarker("few-descriptors");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Pattern SOFT_LIMIT = Pattern.compile("(?m)^Max open files +(\\d+)");

  /** A server's connections are those for users, and a few of the service account's. */
  private static final int EXTRA_CONNECTIONS = 4;

  /** What an event loop waits with (epoll takes three, io_uring two), and asks for names by. */
  private static final int LOOP = 4;

  /** Logs, files that are read again. */
  private static final int ODDMENTS = 16;

  /** Servers of a domain that is known by its name. */
  private static final int FOUND_SERVERS = 3;

  private FileDescriptors() {}

  /** The settings, within what there is; where that is not enough, the log says so. */
  static ProxySettings divide(Config config, ProxySettings settings) {
    try {
      Matcher limit = SOFT_LIMIT.matcher(Files.readString(LIMITS));
      return limit.find()
          ? divide(Long.parseLong(limit.group(1)), open() + others(config), settings)
          : settings;
    } catch (IOException notLinux) {
      return settings;
    }
  }

  static ProxySettings divide(long limit, int others, ProxySettings settings) {
    int wanted = settings.limits().connections();
    long needed = others + 2L * wanted;
    if (needed <= limit) {
      return settings.with(settings.limits().within((int) Math.min(limit - others, 1 << 30)));
    }
    int left = (int) Math.max(limit - others, limit / 4);
    ProxySettings fewer = settings.with(settings.limits().within(left));
    LOG.warn(
        FEW,
        "{} open files are not enough for proxy.limits.connections: {}, with which {} may be"
            + " needed; clients are turned away at {} connections: raise the limit (LimitNOFILE,"
            + " ulimit -n), or lower the key to that",
        limit,
        wanted,
        needed,
        fewer.limits().connections());
    return fewer;
  }

  private static int open() throws IOException {
    try (Stream<Path> all = Files.list(OPEN)) {
      return (int) all.count();
    }
  }

  /** What may be opened beside clients' connections and what they lead to. */
  private static int others(Config config) {
    int directory =
        config.directory().domains().stream()
            .map(domain -> domain.ldap())
            .mapToInt(FileDescriptors::connections)
            .sum();
    LdapSettings catalog = config.directory().globalCatalog();
    return AdminServer.MOST_CONNECTIONS
        + ODDMENTS
        + LOOP * Runtime.getRuntime().availableProcessors()
        + directory
        + (catalog == null ? 0 : connections(catalog))
        + (config.endpoint() == null ? 0 : config.endpoint().limits().connections());
  }

  private static int connections(LdapSettings domain) {
    int servers = domain.servers().isEmpty() ? FOUND_SERVERS : domain.servers().size();
    return servers * (domain.connections() + EXTRA_CONNECTIONS);
  }
}
