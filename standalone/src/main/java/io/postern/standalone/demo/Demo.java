package io.postern.standalone.demo;

import io.postern.cache.MemorySettings;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.ldap.ForestSettings;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import io.postern.netty.DestinationRules;
import io.postern.netty.ProxySettings;
import io.postern.standalone.CannotStart;
import io.postern.standalone.Closing;
import io.postern.standalone.Server;
import io.postern.standalone.Surroundings;
import io.postern.standalone.Wiring;
import io.postern.standalone.config.Config;
import io.postern.standalone.config.Config.AdminSettings;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.config.SectionDigests;
import io.postern.watch.WatchSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A directory with sample users, a proxy that asks it, and an origin behind it: what {@code run}
 * runs, but for the directory and for the loopback addresses, which clients may reach here.
 */
public final class Demo implements AutoCloseable {
  private static final int MAXIMUM_PORT = 65_535;

  private final AdDirectory directory;
  private final SampleOrigin origin;
  private final Server server;
  private final Closing closing;

  private Demo(AdDirectory directory, SampleOrigin origin, Server server, Closing closing) {
    this.directory = directory;
    this.origin = origin;
    this.server = server;
    this.closing = closing;
  }

  /**
   * Starts it: when it returns, every listener accepts.
   *
   * @throws CannotStart with a sentence for whoever started it
   */
  public static Demo start(
      InetSocketAddress proxy, InetSocketAddress admin, String version, OutputStream out)
      throws CannotStart {
    Closing closing = new Closing();
    try {
      AdDirectory directory = closing.add(AdDirectory.start(AdSettings.DEFAULT));
      directory.withSampleUsers();
      SampleOrigin origin = closing.add(SampleOrigin.start(directory.tls()));
      Accounts accounts = new Accounts(directory);
      ConfigFile.Loaded loaded =
          new ConfigFile.Loaded(config(directory, proxy, admin), new SectionDigests(Map.of()));
      Surroundings surroundings =
          new Surroundings(
              version, out, () -> loaded, pages -> pages.page("/directory", accounts::answer));
      Server server = closing.add(Wiring.start(loaded, surroundings));
      return new Demo(directory, origin, server, closing);
    } catch (IOException cannotListen) {
      closing.close();
      throw new CannotStart("the sample origin cannot listen", cannotListen);
    } catch (CannotStart | RuntimeException failed) {
      closing.close();
      throw failed;
    }
  }

  public Server server() {
    return server;
  }

  public AdDirectory directory() {
    return directory;
  }

  public SampleOrigin origin() {
    return origin;
  }

  @Override
  public void close() {
    closing.close();
  }

  private static Config config(
      AdDirectory directory, InetSocketAddress proxy, InetSocketAddress admin) {
    LdapSettings ldap =
        LdapSettings.activeDirectory(directory.settings().dnsDomain())
            .servers(List.of(ServerAddress.parse(directory.ldapUrl())))
            .netbiosName(directory.settings().netBiosName())
            .serviceAccount(
                new ServiceAccount.Simple(
                    directory.serviceAccount(),
                    () -> directory.servicePassword().getBytes(StandardCharsets.UTF_8)))
            .tls(TlsSettings.NONE)
            .build();
    return new Config(
        ForestSettings.of(ldap),
        MemorySettings.DEFAULT,
        new WatchSettings(Duration.ofSeconds(1), ldap.requestTimeout()),
        proxySettings(proxy),
        null,
        null,
        "Postern demo",
        List.of(),
        List.of(),
        null,
        new AdminSettings(admin, null, true, null));
  }

  private static ProxySettings proxySettings(InetSocketAddress listen) {
    ProxySettings usual = ProxySettings.on(listen);
    return new ProxySettings(
        usual.listen(),
        IntStream.rangeClosed(1, MAXIMUM_PORT).boxed().collect(Collectors.toUnmodifiableSet()),
        DestinationRules.of(List.of("link-local"), List.of()),
        Set.of(),
        usual.name(),
        null,
        usual.limits(),
        usual.timeouts(),
        usual.drain());
  }
}
