package io.postern.it.proxies;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An origin that answers every request with the head that it got. */
final class EchoOrigin implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final int PATIENCE_MILLIS = 60_000;

  private final ServerSocket server;
  private final ExecutorService workers = Executors.newCachedThreadPool();

  private EchoOrigin(ServerSocket server) {
    this.server = server;
  }

  static EchoOrigin start() throws IOException {
    EchoOrigin origin =
        new EchoOrigin(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    origin.workers.execute(origin::accept);
    return origin;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        workers.execute(() -> echo(client));
      }
    } catch (IOException closed) {
      // It is over.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MILLIS);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder body = new StringBuilder("echo\n");
      String line = in.readLine();
      if (line == null) {
        return;
      }
      for (; line != null && !line.isEmpty(); line = in.readLine()) {
        body.append(line).append('\n');
      }
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      client.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      // The proxy did not wait for it.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    workers.shutdownNow();
  }
}
