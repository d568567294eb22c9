package io.postern.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One socket between Netty and its epoll handler, with a repair. In Netty 4.2.18 a socket that asks
 * for no event is taken out of epoll, but is not put back when it asks again: {@code epoll_ctl}
 * fails with ENOENT, its data is lost, and if that happens on the way out of a handler the event
 * loop sleeps for a second. A half-closed connection under back-pressure asks for nothing.
 *
 * <p>Here such a socket rests: it stays in epoll with no event but an error, which ends it. If both
 * its directions are over, which epoll would tell for ever, it leaves epoll until it asks again.
 */
final class WatchedSocket implements EpollIoHandle, IoRegistration {
  private static final System.Logger LOG = System.getLogger(WatchedSocket.class.getName());

  /** EPOLLHUP, which Netty has no name for; epoll tells it whether it was asked for or not. */
  private static final EpollIoOps HANG_UP = EpollIoOps.valueOf(0x010);

  private static final EpollIoOps RESTING = EpollIoOps.EPOLLERR;

  private final SteadyEpoll epoll;
  private final int descriptor;
  private EpollIoHandle handle;
  private @Nullable IoRegistration inEpoll;

  /** What the handle asks for, and what epoll knows of it; null: nothing yet. */
  private @Nullable EpollIoOps asked;

  private @Nullable EpollIoOps told;
  private boolean changed;
  private boolean cancelled;

  WatchedSocket(SteadyEpoll epoll, EpollIoHandle handle) {
    this.epoll = epoll;
    this.handle = handle;
    this.descriptor = handle.fd().intValue();
  }

  /**
   * From here on another handle hears of the socket, in the place of its channel, which is left to
   * close it.
   */
  void hand(EpollIoHandle to) {
    handle = to;
  }

  @Override
  public long submit(IoOps ops) {
    if (cancelled) {
      return -1;
    }
    boolean nothing = ops.equals(EpollIoOps.NONE);
    if ((nothing ? RESTING : ops).equals(asked) || (nothing && asked == null)) {
      return 0;
    }
    asked = nothing ? RESTING : (EpollIoOps) ops;
    change();
    return 0;
  }

  private void change() {
    if (!changed) {
      changed = true;
      epoll.changed(this);
    }
  }

  /** Has epoll know what is asked for now. */
  void tell() {
    changed = false;
    if (cancelled) {
      leave();
    } else if (asked != null && !asked.equals(told) && (inEpoll != null || !isResting())) {
      try {
        (inEpoll == null ? enter() : inEpoll).submit(asked);
        told = asked;
      } catch (Exception e) {
        // The kernel watches no more sockets for this user.
        LOG.log(System.Logger.Level.ERROR, "a connection cannot be watched and is closed: {0}", e);
        end();
      }
    }
  }

  IoRegistration enter() throws Exception {
    return inEpoll = epoll.enter(this);
  }

  /** Has epoll forget a socket that is cancelled. If it is closed by now, epoll already has. */
  void leave() {
    epoll.left(this, descriptor);
    if (inEpoll == null) {
      handle.unregistered();
    } else {
      inEpoll.cancel();
    }
  }

  private boolean isResting() {
    return RESTING.equals(asked);
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    if (cancelled || told == null) {
      return; // it was for the socket that had the same number before
    }
    if (!isResting()) {
      handle.handle(this, event);
    } else if (ops.contains(EpollIoOps.EPOLLERR)) {
      end();
    } else if (ops.contains(HANG_UP)) {
      inEpoll = null;
      told = null;
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
    try {
      return (inEpoll == null ? enter() : inEpoll).attachment();
    } catch (Exception e) {
      throw new IllegalStateException(e); // Netty's own throws none
    }
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
    change();
    return true;
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
