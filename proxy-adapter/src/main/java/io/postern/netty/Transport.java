package io.postern.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the proxy reaches the kernel. */
public enum Transport {
  /** Linux's, by Netty's native library; tunnels are spliced. */
  EPOLL {
    @Override
    @Nullable Throwable unavailability() {
      return Epoll.unavailabilityCause();
    }

    @Override
    IoHandlerFactory ioHandler() {
      return SteadyEpoll.newFactory();
    }

    @Override
    ServerSocketChannel newServer() {
      return new EpollServerSocketChannel();
    }

    @Override
    SocketChannel newSocket() {
      return new EpollSocketChannel();
    }

    @Override
    SocketChannel newSocket(InetAddress to) {
      // One for both families costs a system call more.
      return to instanceof Inet4Address
          ? new EpollSocketChannel(SocketProtocolFamily.INET)
          : newSocket();
    }

    @Override
    DatagramChannel newDatagram() {
      return new EpollDatagramChannel();
    }
  },
  /**
   * Linux's newer one, where the kernel is asked for many things at once; tunnels are copied. An
   * idle connection is polled and holds no buffer.
   */
  IO_URING {
    @Override
    @Nullable Throwable unavailability() {
      return IoUring.unavailabilityCause();
    }

    @Override
    IoHandlerFactory ioHandler() {
      // Half a MiB for each event loop: room for what all sockets have to say at once. For more
      // the kernel takes memory as it needs it, and Netty complains.
      return IoUringIoHandler.newFactory(
          new IoUringIoHandlerConfig().setRingSize(128).setCqSize(32 * 1024));
    }

    @Override
    ServerSocketChannel newServer() {
      return new IoUringServerSocketChannel();
    }

    @Override
    SocketChannel newSocket() {
      return new IoUringSocketChannel();
    }

    @Override
    DatagramChannel newDatagram() {
      return new IoUringDatagramChannel();
    }
  },
  /** The JDK's, everywhere. */
  NIO {
    @Override
    @Nullable Throwable unavailability() {
      return null;
    }

    @Override
    IoHandlerFactory ioHandler() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerSocketChannel newServer() {
      return new NioServerSocketChannel();
    }

    @Override
    SocketChannel newSocket() {
      return new NioSocketChannel();
    }

    @Override
    DatagramChannel newDatagram() {
      return new NioDatagramChannel();
    }
  };

  /** The one that suits most, of those that work here. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** What keeps it from working here, in a few words; null: nothing. */
  public @Nullable String obstacle() {
    Throwable cause = unavailability();
    if (cause == null) {
      return null;
    }
    String words = cause.toString();
    for (Throwable at = cause; at != null; at = at.getCause()) {
      words = at.getMessage() == null ? words : at.getMessage();
    }
    return words;
  }

  /**
   * Whether it can listen on Unix domain sockets. On those, neither the JDK nor Netty 4.2.18 on
   * io_uring tells that a client has closed its half only.
   */
  public boolean hasUnixSockets() {
    return this == EPOLL;
  }

  /** As the kernel's manual spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract @Nullable Throwable unavailability();

  abstract IoHandlerFactory ioHandler();

  abstract ServerSocketChannel newServer();

  abstract SocketChannel newSocket();

  /** A socket to connect to this address. */
  SocketChannel newSocket(InetAddress to) {
    return newSocket();
  }

  abstract DatagramChannel newDatagram();
}
