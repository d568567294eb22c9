package io.postern.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An origin whose connections are played by hand, from the test. */
final class TunnelOrigin implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  TunnelOrigin() throws IOException {
    server.setSoTimeout(60_000);
  }

  int port() {
    return server.getLocalPort();
  }

  String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  RawClient accept() throws IOException {
    Socket socket = server.accept();
    return new RawClient(socket);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
