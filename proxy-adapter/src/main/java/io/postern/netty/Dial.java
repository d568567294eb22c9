package io.postern.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthRequest.Target;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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
  private final Target target;
  private final Caller caller;
  private final List<SocketChannel> attempts = new ArrayList<>(1);
  private List<InetAddress> addresses = List.of();
  private int next;
  private int pending;
  private boolean over;
  private @Nullable ScheduledFuture<?> stagger;

  private Dial(Loop loop, Target target, Caller caller) {
    this.loop = loop;
    this.target = target;
    this.caller = caller;
  }

  static void start(Loop loop, Target target, Caller caller) {
    Dial dial = new Dial(loop, target, caller);
    List<InetAddress> known = Names.known(target.host());
    if (known != null) {
      dial.resolved(known);
    } else {
      loop.setup.names.resolve(target.host(), loop.executor).addListener(dial::resolved);
    }
  }

  private void resolved(Future<? super List<InetSocketAddress>> resolution) {
    if (!resolution.isSuccess()) {
      boolean late = resolution.cause().getCause() instanceof DnsNameResolverTimeoutException;
      fail(late ? ProxyError.NAME_TIMEOUT : ProxyError.NAME_NOT_FOUND);
      return;
    }
    List<InetAddress> found = new ArrayList<>();
    for (Object address : (List<?>) resolution.getNow()) {
      found.add(((InetSocketAddress) address).getAddress());
    }
    resolved(found);
  }

  private void resolved(List<InetAddress> found) {
    List<InetAddress> open = new ArrayList<>(found.size());
    for (InetAddress address : found) {
      if (loop.setup.settings.destinations().permits(address)
          && !loop.setup.own.isOurs(address, target.port())) {
        open.add(address);
      }
    }
    if (open.isEmpty()) {
      fail(found.isEmpty() ? ProxyError.NAME_NOT_FOUND : ProxyError.DESTINATION_DENIED);
      return;
    }
    addresses = open;
    attempt();
  }

  private void attempt() {
    InetSocketAddress address = new InetSocketAddress(addresses.get(next++), target.port());
    SocketChannel channel = loop.newOriginChannel();
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
    } else if (connect.isSuccess() && loop.setup.own.isOurs(channel)) {
      channel.close();
      fail(ProxyError.DESTINATION_DENIED);
    } else if (connect.isSuccess()) {
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
