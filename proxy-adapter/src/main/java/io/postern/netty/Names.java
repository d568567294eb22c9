package io.postern.netty;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
    private final DnsAddressResolverGroup group;

    Dns(DnsNameResolverBuilder resolver) {
      group = new DnsAddressResolverGroup(resolver);
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
