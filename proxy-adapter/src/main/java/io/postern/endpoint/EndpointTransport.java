package io.postern.endpoint;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** How the endpoint reaches the kernel: Linux's own way, or the JDK's. */
enum EndpointTransport {
  EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class) {
    @Override
    IoHandlerFactory ioHandler() {
      return EpollIoHandler.newFactory();
    }

    @Override
    SocketAddress unix(Path path) {
      return new DomainSocketAddress(path.toFile());
    }
  },
  NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class) {
    @Override
    IoHandlerFactory ioHandler() {
      return NioIoHandler.newFactory();
    }

    @Override
    SocketAddress unix(Path path) {
      return UnixDomainSocketAddress.of(path);
    }
  };

  private final Class<? extends ServerChannel> internet;
  private final Class<? extends ServerChannel> unix;

  EndpointTransport(Class<? extends ServerChannel> internet, Class<? extends ServerChannel> unix) {
    this.internet = internet;
    this.unix = unix;
  }

  static EndpointTransport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandler();

  abstract SocketAddress unix(Path path);

  Class<? extends ServerChannel> internet() {
    return internet;
  }

  Class<? extends ServerChannel> unix() {
    return unix;
  }
}
