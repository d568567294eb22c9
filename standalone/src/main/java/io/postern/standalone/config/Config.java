package io.postern.standalone.config;

import io.postern.cache.MemorySettings;
import io.postern.endpoint.EndpointSettings;
import io.postern.ldap.ForestSettings;
import io.postern.netty.ProxySettings;
import io.postern.standalone.access.AccessRule;
import io.postern.standalone.access.Destination;
import io.postern.standalone.admin.TlsFiles;
import io.postern.standalone.log.AccessLogFormat;
import io.postern.watch.WatchSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says, checked. Immutable.
 *
 * @param watch null: the directory is not watched
 * @param passwordChange what can be reached with a password that is too old
 * @param endpoint null: other proxies cannot ask
 * @param helperSocket where Squid's helpers ask; null: nowhere
 * @param accessLog null: none is written
 */
public record Config(
    ForestSettings directory,
    MemorySettings memory,
    @Nullable WatchSettings watch,
    ProxySettings proxy,
    @Nullable EndpointSettings endpoint,
    @Nullable Path helperSocket,
    String realm,
    List<AccessRule> rules,
    List<Destination> passwordChange,
    @Nullable AccessLogSettings accessLog,
    AdminSettings admin) {

  /**
   * The access log.
   *
   * @param file {@code -} is the standard output
   */
  public record AccessLogSettings(String file, AccessLogFormat format) {}

  /**
   * The operator's listener.
   *
   * @param token null: nobody may act
   * @param tls null: none
   */
  public record AdminSettings(
      InetSocketAddress listen,
      Secret.@Nullable Source token,
      boolean showUsers,
      @Nullable TlsFiles tls) {}

  /** Puts the records together; null if there are problems. */
  static @Nullable Config of(Values values, Problems problems) {
    DirectoryKeys.check(values);
    CacheKeys.check(values);
    ProxyKeys.check(values);
    EndpointKeys.check(values);
    ServerKeys.check(values);
    AccessKeys.check(values);
    if (!problems.isEmpty()) {
      return null;
    }
    ForestSettings directory = DirectoryKeys.settings(values);
    ProxySettings proxy = ProxyKeys.settings(values, AccessKeys.changeUrl(values));
    if (directory == null || proxy == null) {
      return null;
    }
    return new Config(
        directory,
        CacheKeys.settings(values, directory),
        CacheKeys.watch(values, directory),
        proxy,
        EndpointKeys.settings(values),
        EndpointKeys.socket(values),
        ProxyKeys.realm(values),
        AccessKeys.rules(values),
        AccessKeys.passwordChange(values),
        ServerKeys.accessLog(values),
        ServerKeys.admin(values));
  }
}
