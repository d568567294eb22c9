package io.postern.netty;

import io.netty.channel.EventLoop;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where names lead. */
interface Names extends AutoCloseable {

  /** All addresses of a host name; fails where there is none. */
  Future<List<InetAddress>> resolve(String host, EventLoop loop);

  @Override
  default void close() {}

  /**
   * The addresses that need no looking up: an address itself, and localhost with all names under it
   * (RFC 6761 §6.3).
   *
   * @return null if {@code host} is another name
   */
  static @Nullable List<InetAddress> known(String host) {
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
    if (octets != null) {
      return List.of(address(octets));
    }
    return isLocalhost(host) ? List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6) : null;
  }

  private static boolean isLocalhost(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return lowerCase.equals("localhost") || lowerCase.endsWith(".localhost");
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four or sixteen octets are an address
    }
  }

  /** The domain name system, asked and remembered by each event loop for itself. */
  final class Dns implements Names {
    /** For one server: the next one is asked when this has passed. */
    private static final Duration QUERY = Duration.ofSeconds(2);

    /** Questions on their way that others may wait for. */
    private static final int SHARED_QUESTIONS = 1024;

    private final Map<EventLoop, DnsNameResolver> resolvers = new ConcurrentHashMap<>();
    private final Transport transport;
    private final List<InetSocketAddress> servers;
    private final ResolvedAddressTypes types;

    /**
     * Makes a resolver.
     *
     * @param servers to ask; empty: those of the system
     */
    Dns(Transport transport, List<InetSocketAddress> servers) {
      this.transport = transport;
      this.servers = servers;
      this.types = hasIpv6() ? ResolvedAddressTypes.IPV6_PREFERRED : ResolvedAddressTypes.IPV4_ONLY;
    }

    @Override
    public Future<List<InetAddress>> resolve(String host, EventLoop loop) {
      return resolvers.computeIfAbsent(loop, this::resolver).resolveAll(host);
    }

    @Override
    public void close() {
      resolvers.values().forEach(DnsNameResolver::close);
    }

    private DnsNameResolver resolver(EventLoop loop) {
      DnsNameResolverBuilder builder =
          new DnsNameResolverBuilder(loop)
              .datagramChannelFactory(transport::newDatagram)
              .socketChannelFactory(transport::newSocket)
              .resolvedAddressTypes(types)
              .queryTimeoutMillis(QUERY.toMillis())
              .resolveCache(new BoundedDnsCache())
              .cnameCache(NoopDnsCnameCache.INSTANCE)
              .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
              .consolidateCacheSize(SHARED_QUESTIONS);
      if (!servers.isEmpty()) {
        builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
      }
      return builder.build();
    }

    /** Whether this machine could reach an IPv6 address at all. */
    private static boolean hasIpv6() {
      return NetUtil.NETWORK_INTERFACES.stream()
          .flatMap(network -> network.inetAddresses())
          .anyMatch(
              address ->
                  address instanceof Inet6Address
                      && !address.isLoopbackAddress()
                      && !address.isLinkLocalAddress());
    }
  }
}
