package io.postern.netty;

import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of what we send, while the other side may go on. */
final class HalfClose {
  private HalfClose() {}

  /** Ends the channel's output; all that was written must be flushed. */
  static void output(DuplexChannel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      // Without TLS's own word for the end the other side could take it for an attack.
      tls.closeOutbound().addListener(told -> channel.shutdownOutput());
    }
  }
}
