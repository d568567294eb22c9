package io.postern.endpoint;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.listen.AcceptPause;
import io.postern.unix.SocketFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP listener that other proxies ask about their requests, each in its dialect: see {@link
 * EndpointDialect}. Thread-safe.
 */
public final class AuthEndpointServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final EndpointSettings settings;
  private final AuthGate gate;
  private final EndpointAnswers answers;
  private final AcceptPause acceptPause;
  private final @Nullable SslContext tls;
  private final EndpointTransport transport = EndpointTransport.best();
  private final EventLoopGroup loops;
  private final ChannelGroup connections =
      new DefaultChannelGroup("auth-endpoint", GlobalEventExecutor.INSTANCE);
  private final List<Channel> listeners = new ArrayList<>();
  private final List<SocketFile> files = new ArrayList<>();
  private volatile boolean closing;

  private AuthEndpointServer(
      EndpointSettings settings,
      AuthGate gate,
      DecisionResponse responses,
      Consumer<? super Throwable> acceptFailed)
      throws IOException {
    this.settings = settings;
    this.gate = gate;
    this.answers = new EndpointAnswers(responses, Clock.systemUTC());
    this.acceptPause = new AcceptPause(acceptFailed);
    this.tls = settings.tls() == null ? null : context(settings.tls());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("auth-endpoint", true), transport.ioHandler());
  }

  /**
   * Listens at every address of {@code settings}.
   *
   * @param acceptFailed hears why a connection could not be accepted, a few times a second while
   *     that is so; called on event loops
   * @throws IOException if one of them is taken or forbidden, or a TLS file cannot be read; then
   *     none is listened at
   */
  public static AuthEndpointServer start(
      EndpointSettings settings,
      AuthGate gate,
      DecisionResponse responses,
      Consumer<? super Throwable> acceptFailed)
      throws IOException {
    AuthEndpointServer server = new AuthEndpointServer(settings, gate, responses, acceptFailed);
    try {
      for (SocketAddress address : settings.listen()) {
        server.listen(address);
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens, in the order of the settings, with the ports that were chosen. */
  public List<SocketAddress> addresses() {
    List<SocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      SocketAddress asked = settings.listen().get(i);
      boolean internet = asked instanceof InetSocketAddress;
      addresses.add(internet ? listeners.get(i).localAddress() : asked);
    }
    return addresses;
  }

  private void listen(SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      SocketFile file = SocketFile.take(unix.getPath());
      files.add(file);
      ServerBootstrap server = bootstrap(null).channel(transport.unix());
      listeners.add(bound(server, transport.unix(file.unfinished())));
      file.publish();
    } else {
      ServerBootstrap server = bootstrap(tls).channel(transport.internet());
      listeners.add(bound(server.childOption(ChannelOption.TCP_NODELAY, true), address));
    }
  }

  private static Channel bound(ServerBootstrap server, SocketAddress address) throws IOException {
    try {
      return server.bind(address).syncUninterruptibly().channel();
    } catch (Exception e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
  }

  private ServerBootstrap bootstrap(@Nullable SslContext tls) {
    return new ServerBootstrap()
        .group(loops)
        .handler(acceptPause)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel, tls);
              }
            });
  }

  private void accept(Channel channel, @Nullable SslContext tls) {
    if (closing || connections.size() >= settings.limits().connections()) {
      channel.close();
      return;
    }
    connections.add(channel);
    if (tls != null) {
      SslHandler handler = tls.newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(settings.timeouts().request().toMillis());
      channel.pipeline().addLast(handler);
    }
    Deadlines deadlines = new Deadlines(settings.timeouts());
    channel
        .pipeline()
        .addLast(deadlines)
        .addLast(new HttpServerCodec(strict(settings.limits())))
        .addLast(new EndpointHandler(settings, gate, answers, deadlines, () -> closing));
  }

  private static HttpDecoderConfig strict(EndpointSettings.Limits limits) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.line())
        .setMaxHeaderSize(limits.head())
        .setMaxChunkSize(8 * 1024)
        .setStrictLineParsing(true);
  }

  private static SslContext context(EndpointSettings.Tls tls) throws IOException {
    try {
      return SslContextBuilder.forServer(tls.certificateFile().toFile(), tls.keyFile().toFile())
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IllegalArgumentException | IOException e) {
      throw new IOException(
          "cannot use " + tls.certificateFile() + " with " + tls.keyFile() + ": " + e.getMessage(),
          e);
    }
  }

  /** Stops listening, lets open requests be answered for a moment, and ends. */
  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    closing = true;
    listeners.forEach(listener -> listener.close().syncUninterruptibly());
    files.forEach(SocketFile::remove);
    for (Channel connection : connections) {
      connection.eventLoop().execute(() -> closeIfIdle(connection));
    }
    connections.newCloseFuture().awaitUninterruptibly(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    connections.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static void closeIfIdle(Channel connection) {
    EndpointHandler handler = connection.pipeline().get(EndpointHandler.class);
    if (handler == null || !handler.isBusy()) {
      connection.close();
    }
  }
}
