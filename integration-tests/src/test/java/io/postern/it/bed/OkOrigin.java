package io.postern.it.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that answers every request without a body by 200, and counts them. */
public final class OkOrigin implements AutoCloseable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final AtomicInteger requests = new AtomicInteger();

  public OkOrigin() throws IOException {
    server = new ServerSocket(0, 2_000, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    spawn(this::accept);
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        spawn(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          requests.incrementAndGet();
          socket.getOutputStream().write(OK);
        }
      }
    } catch (IOException broken) {
      // The proxy gave it up.
    }
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "ok-origin");
    thread.setDaemon(true);
    thread.start();
  }
}
