package io.postern.it.conversation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to each event loop of the proxy. When a request on each has been answered, whatever
 * was written to the proxy before has been read: that is how a test knows that two writes were two
 * reads, without waiting.
 */
final class Pulse implements AutoCloseable {
  private static final byte[] QUESTION =
      Placeholders.octets("GET http://pulse.invalid/ HTTP/1.1\r\nHost: pulse.invalid\r\n\r\n");

  private final List<Socket> sockets = new ArrayList<>();
  private final List<InputStream> answers = new ArrayList<>();

  /** Connections are given to the loops in turn, so one for each reaches them all. */
  Pulse(InetSocketAddress proxy) throws IOException {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Socket socket = new Socket(proxy.getAddress(), proxy.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      sockets.add(socket);
      answers.add(new BufferedInputStream(socket.getInputStream()));
    }
  }

  void beat() throws IOException {
    for (Socket socket : sockets) {
      socket.getOutputStream().write(QUESTION);
    }
    for (InputStream answer : answers) {
      Message.readAnswer(answer);
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
