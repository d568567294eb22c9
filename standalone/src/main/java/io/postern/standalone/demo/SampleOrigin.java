package io.postern.standalone.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.postern.embedded.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A web site on the loopback address, with and without TLS, so that the demo needs no internet. */
public final class SampleOrigin implements AutoCloseable {
  private static final int IDLE_SECONDS = 120;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sample-origin", true), NioIoHandler.newFactory());
  private final Channel plain;
  private final Channel encrypted;

  private SampleOrigin(TlsIdentity tls) throws IOException {
    plain = listen(null);
    encrypted = listen(context(tls));
  }

  /** Starts it on two free ports; {@code tls} is what it shows on the second. */
  public static SampleOrigin start(TlsIdentity tls) throws IOException {
    return new SampleOrigin(tls);
  }

  /** Such as {@code http://127.0.0.1:41234}. */
  public String httpUrl() {
    return "http://127.0.0.1:" + port(plain);
  }

  /** Such as {@code https://127.0.0.1:41235}. */
  public String httpsUrl() {
    return "https://127.0.0.1:" + port(encrypted);
  }

  public int httpPort() {
    return port(plain);
  }

  public int httpsPort() {
    return port(encrypted);
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private Channel listen(@Nullable SslContext tls) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new ReadTimeoutHandler(IDLE_SECONDS),
                            new HttpServerCodec(),
                            new HttpServerExpectContinueHandler(),
                            new SampleSite());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new IOException(bound.cause());
    }
    return bound.channel();
  }

  private static SslContext context(TlsIdentity tls) throws IOException {
    try (InputStream certificate = pem(tls.certificatePem());
        InputStream key = pem(tls.keyPem())) {
      return SslContextBuilder.forServer(certificate, key).build();
    }
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static int port(Channel listener) {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }
}
