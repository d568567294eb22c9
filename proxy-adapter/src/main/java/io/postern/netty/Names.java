package io.postern.netty;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where names lead. */
interface Names extends AutoCloseable {

  /** All addresses of a host name, in the order to be tried; fails where there is none. */
  Future<List<InetSocketAddress>> resolve(String host, EventLoop loop);

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

  /** The domain name system, asked by each event loop for itself. */
  final class Dns implements Names {
    /** For one server: the next one is asked when this has passed. */
    private static final Duration QUERY = Duration.ofSeconds(2);

    private final DnsAddressResolverGroup group;

    /**
     * Makes a resolver.
     *
     * @param servers to ask; empty: those of the system
     */
    Dns(Transport transport, List<InetSocketAddress> servers) {
      DnsNameResolverBuilder builder =
          new DnsNameResolverBuilder()
              .datagramChannelFactory(transport::newDatagram)
              .queryTimeoutMillis(QUERY.toMillis());
      if (!servers.isEmpty()) {
        builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
      }
      group = new DnsAddressResolverGroup(builder);
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, EventLoop loop) {
      return group.getResolver(loop).resolveAll(InetSocketAddress.createUnresolved(host, 0));
    }

    @Override
    public void close() {
      group.close();
    }
  }
}
