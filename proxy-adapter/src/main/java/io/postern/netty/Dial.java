package io.postern.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.answer.ProxyError;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to where a client wants to go. The name is resolved once, every address is judged,
 * and the judged address is the one that is connected to, so no name can lead elsewhere in between.
 * With several addresses the next one is tried beside the last after a short wait (RFC 8305 §5).
 * Confined to its event loop.
 */
final class Dial {
  /** RFC 8305 §5: the recommended time between two attempts. */
  private static final long STAGGER_MILLIS = 250;

  /** Whom the outcome concerns; it is told once. */
  interface Caller {

    /** Takes the channel over; it reads nothing yet and has no handlers. */
    void connected(SocketChannel channel);

    void failed(ProxyError error);
  }

  private final Loop loop;
  private final Route route;
  private final Caller caller;
  private final List<SocketChannel> attempts = new ArrayList<>(1);
  private List<InetAddress> addresses = List.of();
  private int next;
  private int pending;
  private boolean over;
  private @Nullable ScheduledFuture<?> stagger;

  private Dial(Loop loop, Route route, Caller caller) {
    this.loop = loop;
    this.route = route;
    this.caller = caller;
  }

  static void start(Loop loop, Route route, Caller caller) {
    Dial dial = new Dial(loop, route, caller);
    String host = route.peer().host();
    List<InetAddress> known = Names.known(host);
    if (known != null) {
      dial.resolved(known);
    } else {
      Future<List<InetAddress>> names = loop.setup.names.resolve(host, loop.executor);
      names.addListener(resolution -> dial.resolved(names));
    }
  }

  private void resolved(Future<List<InetAddress>> names) {
    if (names.isSuccess()) {
      resolved(names.getNow());
    } else {
      boolean late = names.cause().getCause() instanceof DnsNameResolverTimeoutException;
      fail(late ? ProxyError.NAME_TIMEOUT : ProxyError.NAME_NOT_FOUND);
    }
  }

  private void resolved(List<InetAddress> found) {
    addresses = interleaved(found.stream().filter(this::isOpen).toList());
    if (addresses.isEmpty()) {
      fail(found.isEmpty() ? ProxyError.NAME_NOT_FOUND : ProxyError.DESTINATION_DENIED);
    } else {
      attempt();
    }
  }

  /** A parent proxy is the operator's choice, not a client's: no rule is on it. */
  private boolean isOpen(InetAddress address) {
    return route.parent() != null
        || (loop.setup.settings.destinations().permits(address)
            && !loop.setup.own.isOurs(address, route.peer().port()));
  }

  /** The families in turn, beginning with the resolver's choice (RFC 8305 §4). */
  private static List<InetAddress> interleaved(List<InetAddress> addresses) {
    if (addresses.size() < 2) {
      return addresses;
    }
    Class<?> family = addresses.get(0).getClass();
    Deque<InetAddress> others = new ArrayDeque<>();
    Deque<InetAddress> firsts = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      (address.getClass() == family ? firsts : others).add(address);
    }
    List<InetAddress> inTurn = new ArrayList<>(addresses.size());
    while (!firsts.isEmpty() || !others.isEmpty()) {
      if (!firsts.isEmpty()) {
        inTurn.add(firsts.remove());
      }
      if (!others.isEmpty()) {
        inTurn.add(others.remove());
      }
    }
    return inTurn;
  }

  private void attempt() {
    InetSocketAddress address = new InetSocketAddress(addresses.get(next), route.peer().port());
    SocketChannel channel = loop.newOriginChannel(address.getAddress());
    if (channel == null) {
      if (pending == 0) {
        fail(ProxyError.OUT_OF_DESCRIPTORS);
      }
      return;
    }
    next++;
    attempts.add(channel);
    pending++;
    loop.executor.register(channel);
    channel.connect(address).addListener((ChannelFuture connect) -> ended(channel, connect));
    if (!over && next < addresses.size()) {
      stagger = loop.executor.schedule(this::another, STAGGER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void another() {
    if (!over && next < addresses.size()) {
      attempt();
    }
  }

  private void ended(SocketChannel channel, ChannelFuture connect) {
    pending--;
    if (over) {
      channel.close();
    } else if (connect.isSuccess() && route.parent() == null && loop.setup.own.isOurs(channel)) {
      channel.close();
      fail(ProxyError.DESTINATION_DENIED);
    } else if (connect.isSuccess()) {
      ParentProxy parent = route.parent();
      if (parent != null && parent.reached()) {
        loop.setup.listener.parentUp(parent.toString());
      }
      finish(channel);
      caller.connected(channel);
    } else if (next < addresses.size()) {
      if (stagger != null) {
        stagger.cancel(false);
      }
      attempt();
    } else if (pending == 0) {
      fail(errorOf(connect.cause()));
    }
  }

  private void fail(ProxyError error) {
    finish(null);
    caller.failed(error);
  }

  private void finish(@Nullable SocketChannel winner) {
    over = true;
    if (stagger != null) {
      stagger.cancel(false);
    }
    for (SocketChannel attempt : attempts) {
      if (!attempt.equals(winner)) {
        attempt.close();
      }
    }
  }

  private static ProxyError errorOf(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return ProxyError.CONNECTION_TIMEOUT;
    }
    if (cause instanceof BindException) {
      return ProxyError.OVERLOADED; // no local port is left
    }
    return cause instanceof ConnectException
        ? ProxyError.CONNECTION_REFUSED
        : ProxyError.UNROUTABLE;
  }
}
