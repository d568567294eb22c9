package io.postern.standalone.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.postern.listen.AcceptPause;
import io.postern.standalone.log.AcceptFailures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The operator's HTTP server. It has an event loop of its own, so that it answers while the proxy
 * is overloaded, and a worker that makes the pages, one after the other: they may read files.
 * Thread-safe.
 */
public final class AdminServer implements AutoCloseable {
  /** At once; the next one is closed. */
  public static final int MOST_CONNECTIONS = 128;

  private static final int BACKLOG = 64;
  private static final int MAXIMUM_BODY = 16 << 10;
  private static final int IDLE_SECONDS = 60;
  private static final Marker ACCEPT_FAILED = MarkerFactory.getMarker("admin-accept-failed");

  private final EventLoopGroup loop;
  private final EventExecutor worker;
  private final Channel listener;

  private AdminServer(EventLoopGroup loop, EventExecutor worker, Channel listener) {
    this.loop = loop;
    this.worker = worker;
    this.listener = listener;
  }

  /**
   * Begins to listen.
   *
   * @param files null: without TLS
   * @throws IOException if the address cannot be had, or the files cannot be used
   */
  public static AdminServer start(
      InetSocketAddress address, @Nullable TlsFiles files, AdminPages pages) throws IOException {
    EventExecutor worker = new DefaultEventExecutor(AdminServer::newWorker);
    AdminTls tls = files == null ? null : new AdminTls(files, worker);
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("postern-admin", true), NioIoHandler.newFactory());
    ConnectionCount connections = new ConnectionCount();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptPause(new AcceptFailures(ACCEPT_FAILED, "admin listener")))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.handler());
                    }
                    channel
                        .pipeline()
                        .addLast(
                            connections,
                            new ReadTimeoutHandler(IDLE_SECONDS),
                            new HttpServerCodec(new HttpDecoderConfig().setMaxHeaderSize(8 << 10)),
                            new HttpObjectAggregator(MAXIMUM_BODY, true),
                            new AdminHandler(pages, worker));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException(
          "cannot listen on "
              + NetUtil.toSocketAddressString(address)
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    return new AdminServer(loop, worker, bound.channel());
  }

  /** No thread of Netty's: it may wait. */
  private static Thread newWorker(Runnable work) {
    Thread thread = new Thread(work, "postern-admin-pages");
    thread.setDaemon(true);
    return thread;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Ends it at once. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    worker.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
