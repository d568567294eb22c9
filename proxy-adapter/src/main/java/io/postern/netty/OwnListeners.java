package io.postern.netty;

import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses that the proxy itself listens on: no client gets there through it, or a request
 * could run in a circle, or reach the admin listener. Thread-safe.
 */
final class OwnListeners {
  private volatile Set<InetSocketAddress> addresses;

  OwnListeners(Set<InetSocketAddress> addresses) {
    this.addresses = addresses;
  }

  void add(Collection<InetSocketAddress> more) {
    Set<InetSocketAddress> all = new HashSet<>(addresses);
    all.addAll(more);
    addresses = Set.copyOf(all);
  }

  /** Whether this very address is ours. */
  boolean isOurs(InetAddress address, int port) {
    return addresses.contains(new InetSocketAddress(address, port));
  }

  /**
   * Whether a connection has come back to this machine and to a port where we listen on all its
   * addresses: both its ends then have one address.
   */
  boolean isOurs(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    return remote != null
        && listensEverywhere(remote.getPort())
        && remote.getAddress().equals(channel.localAddress().getAddress());
  }

  private boolean listensEverywhere(int port) {
    for (InetSocketAddress address : addresses) {
      if (address.getPort() == port && address.getAddress().isAnyLocalAddress()) {
        return true;
      }
    }
    return false;
  }
}
