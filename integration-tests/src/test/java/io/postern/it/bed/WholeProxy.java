package io.postern.it.bed;

import io.postern.account.AccountDirectory;
import io.postern.basic.BasicScheme;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.cache.MemorySettings;
import io.postern.embedded.AdDirectory;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import io.postern.netty.DestinationRules;
import io.postern.netty.ForwardProxyServer;
import io.postern.netty.ProxyListener;
import io.postern.netty.ProxySettings;
import io.postern.spi.Directory;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A proxy over a directory, put together as the program puts it together. */
public final class WholeProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<AutoCloseable> parts;
  private final ForwardProxyServer server;

  private WholeProxy(Directory directory, Authorizer authorizer, List<AutoCloseable> parts) {
    this.parts = parts;
    AuthGate gate =
        new AuthGate(
            List.of(new BasicScheme(directory, "Corporate proxy")),
            authorizer,
            (request, client, decision, nanos) -> {});
    try {
      this.server = ForwardProxyServer.start(settings(), gate, ProxyListener.NONE);
    } catch (IOException cannotListen) {
      throw new UncheckedIOException(cannotListen);
    }
  }

  /** Over a scripted directory, without a memory. */
  public static WholeProxy over(Directory directory, Authorizer authorizer) {
    return new WholeProxy(directory, authorizer, List.of());
  }

  /** Over an LDAP directory, with a memory. */
  public static WholeProxy over(LdapSettings ldap, Authorizer authorizer) {
    AccountDirectory accounts = LdapDirectory.open(ldap, LdapListener.NONE);
    CachingDirectory cache =
        new CachingDirectory(accounts, memory(), MemoryListener.NONE, List.of());
    WholeProxy proxy = new WholeProxy(cache, authorizer, List.of(cache, accounts));
    cache.addListener(proxy.server);
    return proxy;
  }

  /** What holds where nothing is configured, and all the time that a busy machine needs. */
  public static MemorySettings memory() {
    return MemorySettings.DEFAULT.withDeadline(PATIENCE);
  }

  /** How to ask an embedded Active Directory. */
  public static LdapSettingsBuilder asking(AdDirectory ad) {
    return LdapSettings.activeDirectory(ad.settings().dnsDomain())
        .netbiosName(ad.settings().netBiosName())
        .servers(List.of(ServerAddress.parse(ad.ldapUrl())))
        .tls(TlsSettings.NONE)
        .connectTimeout(PATIENCE)
        .requestTimeout(PATIENCE)
        .serviceAccount(
            new ServiceAccount.Simple(
                ad.serviceAccount(), () -> ad.servicePassword().getBytes(StandardCharsets.UTF_8)));
  }

  public InetSocketAddress address() {
    return server.addresses().get(0);
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return "127.0.0.1:" + address().getPort();
  }

  @Override
  public void close() {
    server.close();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception failed) {
        throw new IllegalStateException("cannot close " + part, failed);
      }
    }
  }

  /** Like the demo's: loopback may be reached, and any port be tunnelled to. */
  private static ProxySettings settings() {
    Set<Integer> everyPort =
        IntStream.rangeClosed(1, 65_535).boxed().collect(Collectors.toUnmodifiableSet());
    return new ProxySettings(
            List.of(new InetSocketAddress("127.0.0.1", 0)),
            everyPort,
            DestinationRules.of(List.of(), List.of()),
            Set.of(),
            "postern",
            null,
            ProxySettings.Limits.DEFAULT,
            ProxySettings.Timeouts.DEFAULT,
            Duration.ZERO)
        .with(TestedTransport.get());
  }
}
