package io.postern.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler with a repair. In Netty 4.2.18 a socket that asks for no event is taken out
 * of epoll, but is not put back when it asks again: {@code epoll_ctl} fails with ENOENT, its data
 * is lost, and if that happens on the way out of a handler the event loop sleeps for a second. A
 * half-closed connection under back-pressure asks for nothing.
 *
 * <p>Here such a socket rests: it stays in epoll with no event but an error, which ends it. If both
 * its directions are over, which epoll would tell for ever, it leaves epoll until it asks again.
 */
final class SteadyEpoll implements IoHandler {
  /** EPOLLHUP, which Netty has no name for; epoll tells it whether it was asked for or not. */
  private static final EpollIoOps HANG_UP = EpollIoOps.valueOf(0x010);

  private final IoHandler epoll;

  private SteadyEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new SteadyEpoll(factory.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    Steady steady = new Steady((EpollIoHandle) handle);
    steady.register();
    handle.registered();
    return steady;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
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

  /** One socket, between Netty and its epoll handler. */
  private final class Steady implements EpollIoHandle, IoRegistration {
    private final EpollIoHandle handle;
    private @Nullable IoRegistration inEpoll;
    private boolean asked;
    private boolean resting;
    private boolean cancelled;

    Steady(EpollIoHandle handle) {
      this.handle = handle;
    }

    IoRegistration register() throws Exception {
      return inEpoll = epoll.register(this);
    }

    @Override
    public long submit(IoOps ops) {
      resting = asked && ops.equals(EpollIoOps.NONE);
      asked = true;
      IoRegistration registration = inEpoll;
      if (registration == null && resting) {
        return 0;
      }
      return (registration == null ? again() : registration)
          .submit(resting ? EpollIoOps.EPOLLERR : ops);
    }

    private IoRegistration again() {
      try {
        return register();
      } catch (Exception e) {
        throw new IllegalStateException(e); // Netty's own throws none
      }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      EpollIoOps ops = ((EpollIoEvent) event).ops();
      if (!resting) {
        handle.handle(this, event);
      } else if (ops.contains(EpollIoOps.EPOLLERR)) {
        end();
      } else if (ops.contains(HANG_UP)) {
        inEpoll = null;
        registration.cancel();
      }
    }

    private void end() {
      try {
        handle.close();
      } catch (Exception e) {
        throw new IllegalStateException(e); // Netty's own throws none
      }
    }

    @Override
    public <T> T attachment() {
      IoRegistration registration = inEpoll;
      return (registration == null ? again() : registration).attachment();
    }

    @Override
    public boolean isValid() {
      return !cancelled;
    }

    @Override
    public boolean cancel() {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      if (inEpoll == null) {
        handle.unregistered();
        return true;
      }
      return inEpoll.cancel();
    }

    @Override
    public FileDescriptor fd() {
      return handle.fd();
    }

    @Override
    public void unregistered() {
      if (cancelled) {
        handle.unregistered();
      }
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }
  }
}
