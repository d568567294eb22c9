package io.postern.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, told what its sockets ask for once before it waits, not at every change: a
 * tunnel changes its mind ten times until it stands, and each time would be a system call. What a
 * socket asks for, {@link WatchedSocket} says. Confined to its event loop.
 */
final class SteadyEpoll implements IoHandler {
  private static final FastThreadLocal<SteadyEpoll> OF_LOOP = new FastThreadLocal<>();

  private final IoHandler epoll;
  private final ArrayDeque<WatchedSocket> changed = new ArrayDeque<>();
  private @Nullable WatchedSocket[] byDescriptor = new WatchedSocket[64];

  SteadyEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new SteadyEpoll(factory.newHandler(executor));
  }

  /** The socket of a channel that is registered with this event loop. */
  static WatchedSocket socket(AbstractEpollStreamChannel channel) {
    return Objects.requireNonNull(OF_LOOP.get().at(channel.fd().intValue()));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    EpollIoHandle socket = (EpollIoHandle) handle;
    int descriptor = socket.fd().intValue();
    WatchedSocket before = at(descriptor);
    if (before != null) {
      before.leave(); // it is closed, and the number is another's before epoll was told
    }
    WatchedSocket watched = new WatchedSocket(this, socket);
    watched.enter();
    if (descriptor >= byDescriptor.length) {
      byDescriptor = Arrays.copyOf(byDescriptor, Math.max(descriptor + 1, 2 * byDescriptor.length));
    }
    byDescriptor[descriptor] = watched;
    handle.registered();
    return watched;
  }

  IoRegistration enter(WatchedSocket socket) throws Exception {
    return epoll.register(socket);
  }

  void left(WatchedSocket socket, int descriptor) {
    if (at(descriptor) == socket) {
      byDescriptor[descriptor] = null;
    }
  }

  private @Nullable WatchedSocket at(int descriptor) {
    return descriptor < byDescriptor.length ? byDescriptor[descriptor] : null;
  }

  /** The socket has something to tell epoll before that waits the next time. */
  void changed(WatchedSocket socket) {
    changed.add(socket);
  }

  @Override
  public void initialize() {
    OF_LOOP.set(this);
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    WatchedSocket socket = changed.poll();
    while (socket != null) {
      socket.tell();
      socket = changed.poll();
    }
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }
}
