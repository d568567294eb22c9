package io.postern.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.postern.gate.AuthGate;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import io.postern.unix.SocketFile;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The forward proxy: listens, has every request decided by the gate, and forwards what is allowed.
 * It hears what changes in the directory, and ends what is no longer allowed. Thread-safe.
 */
public final class ForwardProxyServer implements DirectoryListener, AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final Duration STEP = Duration.ofMillis(50);

  private final Setup setup;
  private final EventLoopGroup group;
  private final Map<EventExecutor, Loop> loops = new IdentityHashMap<>();
  private final List<Revocations> revocations = new ArrayList<>();
  private final List<Channel> listeners = new ArrayList<>();
  private final List<SocketFile> files = new ArrayList<>();
  private final @Nullable TlsListener tls;

  private ForwardProxyServer(Setup setup, EventLoopGroup group, @Nullable TlsListener tls) {
    this.setup = setup;
    this.tls = tls;
    this.group = group;
    for (EventExecutor executor : group) {
      Loop loop = new Loop(setup, (EventLoop) executor);
      loops.put(executor, loop);
      revocations.add(new Revocations(loop));
      loop.start();
    }
  }

  /**
   * Starts a proxy: when it returns, every listener accepts.
   *
   * @throws BindException if it cannot listen; its message says where
   * @throws IOException if it cannot use a certificate; its message says which
   */
  public static ForwardProxyServer start(
      ProxySettings settings, AuthGate gate, ProxyListener listener) throws IOException {
    Transport wanted = settings.transport();
    Transport transport = wanted == null ? Transport.best() : wanted;
    Names names = new Names.Dns(transport, settings.outbound().nameServers());
    return start(new Setup(settings, gate, listener, transport, names));
  }

  static ForwardProxyServer start(Setup setup) throws IOException {
    List<Inbound.Certificate> certificates = setup.settings.inbound().certificates();
    Duration handshake = setup.settings.timeouts().head();
    TlsListener tls = certificates.isEmpty() ? null : TlsListener.read(certificates, handshake);
    ForwardProxyServer server = new ForwardProxyServer(setup, loops(setup.transport), tls);
    try {
      server.listen();
      return server;
    } catch (IOException | RuntimeException e) {
      server.end();
      throw e;
    }
  }

  private static EventLoopGroup loops(Transport transport) throws BindException {
    String obstacle = transport.obstacle();
    if (obstacle != null) {
      throw new BindException("cannot listen by " + transport + ": " + obstacle);
    }
    int threads = Runtime.getRuntime().availableProcessors();
    try {
      return new MultiThreadIoEventLoopGroup(
          threads, new DefaultThreadFactory("postern-proxy"), transport.ioHandler());
    } catch (IllegalStateException none) {
      throw cannotListen("by " + transport, none.getCause() == null ? none : none.getCause());
    }
  }

  private static BindException cannotListen(String where, Throwable cause) {
    String why = cause.getMessage();
    return (BindException)
        new BindException("cannot listen " + where + ": " + why).initCause(cause);
  }

  private void listen() throws IOException {
    for (SocketAddress address : setup.settings.listen()) {
      if (address instanceof UnixDomainSocketAddress unix) {
        listen(unix);
      } else {
        ServerBootstrap bootstrap =
            bootstrap(setup.transport::newServer, tls).option(ChannelOption.SO_REUSEADDR, true);
        bind(bootstrap, address, NetUtil.toSocketAddressString((InetSocketAddress) address));
      }
    }
    setup.own.add(addresses());
  }

  private void listen(UnixDomainSocketAddress address) throws IOException {
    String where = "unix:" + address;
    if (!setup.transport.hasUnixSockets()) {
      throw new BindException("cannot listen on " + where + ": that needs epoll, so Linux");
    }
    SocketFile file = SocketFile.take(address.getPath());
    files.add(file);
    SocketAddress unfinished = new DomainSocketAddress(file.unfinished().toFile());
    bind(bootstrap(EpollServerDomainSocketChannel::new, null), unfinished, where);
    file.publish();
  }

  private ServerBootstrap bootstrap(
      ChannelFactory<? extends ServerChannel> factory, @Nullable TlsListener tls) {
    return new ServerBootstrap()
        .group(group)
        .channelFactory(factory)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .handler(new ListenerHandler(setup))
        .childHandler(new ProxyPipeline(loops, setup.settings.inbound()::isFromBalancer, tls));
  }

  private void bind(ServerBootstrap bootstrap, SocketAddress address, String where)
      throws BindException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen("on " + where, bound.cause());
    }
    listeners.add(bound.channel());
  }

  /** Its internet addresses, in the order of the settings, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream()
        .map(Channel::localAddress)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /** How it reaches the kernel. */
  public Transport transport() {
    return setup.transport;
  }

  @Override
  public void revoked(String account, String why) {
    revocations.forEach(loop -> loop.revoke(account, why));
  }

  @Override
  public void changed(Identity identity) {
    revocations.forEach(loop -> loop.change(identity));
  }

  /**
   * Reads the certificates again, for connections from now on.
   *
   * @throws IOException if one cannot be used; its message says which, and nothing has changed
   */
  public void reloadCertificates() throws IOException {
    if (tls != null) {
      tls.reload();
    }
  }

  /** The rules are others now: ends what they do not permit. */
  public void reconsider() {
    revocations.forEach(Revocations::reconsider);
  }

  /**
   * Stops accepting, lets open requests and tunnels end for the settings' drain time, and then ends
   * them.
   *
   * @return what had to be ended; nothing if it was shut down before
   */
  public Leftover shutdown() {
    if (group.isShuttingDown()) {
      return new Leftover(0, 0);
    }
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    files.forEach(SocketFile::remove);
    loops.values().forEach(loop -> loop.executor.execute(loop::stop));
    awaitClients(System.nanoTime() + setup.settings.drain().toNanos());
    Leftover leftover = count();
    end();
    return leftover;
  }

  @Override
  public void close() {
    shutdown();
  }

  /**
   * What was still open when the drain time was over.
   *
   * @param requests being forwarded
   */
  public record Leftover(int requests, int tunnels) {}

  private void awaitClients(long until) {
    try {
      while (setup.connections.get() > 0 && System.nanoTime() - until < 0) {
        group.next().schedule(() -> {}, STEP.toMillis(), TimeUnit.MILLISECONDS).sync();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Leftover count() {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger tunnels = new AtomicInteger();
    for (Loop loop : loops.values()) {
      loop.executor
          .submit(
              () ->
                  loop.forEach(
                      client -> {
                        if (client.turn() instanceof Tunnel) {
                          tunnels.incrementAndGet();
                        } else if (client.turn() != null) {
                          requests.incrementAndGet();
                        }
                      }))
          .awaitUninterruptibly();
    }
    return new Leftover(requests.get(), tunnels.get());
  }

  private void end() {
    files.forEach(SocketFile::remove);
    // Awaited, as a loop that is shut down closes its sockets before it runs its tasks.
    loops.values().forEach(loop -> loop.executor.submit(loop::end).awaitUninterruptibly());
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    setup.names.close();
  }
}
