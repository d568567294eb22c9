package io.postern.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.unix.Errors.NativeIoException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptors that clients, origins and pipes may have together: what else the process
 * needs, such as its admin listener, is kept free. Thread-safe; asked once a connection.
 */
final class Descriptors {
  /** EMFILE and ENFILE, on Linux and the BSDs: the process has no more, or the system. */
  private static final int PROCESS_LIMIT = 24;

  private static final int SYSTEM_LIMIT = 23;

  /** An eighth is kept for those who are in already, but no more than this. */
  private static final int MOST_KEPT = 256;

  private final int most;
  private final int forClients;
  private final ProxyListener listener;
  private final AtomicInteger open = new AtomicInteger();
  private final ChannelFutureListener closed = channel -> give(1);

  /**
   * Makes them.
   *
   * @param most 0: no limit, and nothing is counted
   */
  Descriptors(int most, ProxyListener listener) {
    this.most = most;
    this.forClients = most - Math.min(most / 8, MOST_KEPT);
    this.listener = listener;
  }

  /** Whether a client may come in: some are for those who are in already. */
  boolean hasRoomForClient() {
    return most == 0 || open.get() < forClients;
  }

  /** Takes some; false: so many are not left, and none is taken. */
  boolean take(int count) {
    if (most == 0) {
      return true;
    }
    if (open.addAndGet(count) <= most) {
      return true;
    }
    give(count);
    ranOut();
    return false;
  }

  void give(int count) {
    if (most > 0) {
      open.addAndGet(-count);
    }
  }

  /** Gives one back when the channel is closed. */
  void giveWhenClosed(Channel channel) {
    if (most > 0) {
      channel.closeFuture().addListener(closed);
    }
  }

  /** One could not be had. */
  void ranOut() {
    listener.outOfDescriptors();
  }

  /** Whether the system had no descriptor for us. */
  static boolean areExhausted(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof NativeIoException system) {
        int number = Math.abs(system.expectedErr());
        return number == PROCESS_LIMIT || number == SYSTEM_LIMIT;
      }
      if (String.valueOf(at.getMessage()).contains("Too many open files")) {
        return true; // the JDK's transport has no number
      }
    }
    return false;
  }
}
