package io.postern.netty;

/** The same where nothing can be spliced. */
class RelayedTunnelTest extends TunnelTest {
  @Override
  Transport transport() {
    return Transport.NIO;
  }
}
