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
import java.net.Inet4Address;
import java.net.InetAddress;

/** How the proxy reaches the kernel. */
public enum Transport {
  /** Linux's, by Netty's native library. */
  EPOLL {
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
  /** The JDK's, everywhere. */
  NIO {
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

  /** The best that works here. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandler();

  abstract ServerSocketChannel newServer();

  abstract SocketChannel newSocket();

  /** A socket to connect to this address. */
  SocketChannel newSocket(InetAddress to) {
    return newSocket();
  }

  abstract DatagramChannel newDatagram();
}
