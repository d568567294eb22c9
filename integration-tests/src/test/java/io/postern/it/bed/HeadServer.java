package io.postern.it.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import javax.net.ServerSocketFactory;

/** What the origins here have in common: a thread a connection, and requests without a body. */
final class HeadServer implements AutoCloseable {
  private final ServerSocket server;
  private final Answer answer;

  /** Listens, on a port of its own. */
  HeadServer(byte[] address, ServerSocketFactory sockets, Answer answer) throws IOException {
    server = sockets.createServerSocket(0, 2_000, InetAddress.getByAddress(address));
    this.answer = answer;
    spawn(this::accept);
  }

  HeadServer(Answer answer) throws IOException {
    this(new byte[] {127, 0, 0, 1}, ServerSocketFactory.getDefault(), answer);
  }

  /** As a URL has it: {@code 127.0.0.1:PORT}. */
  String authority() {
    return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
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
      String target = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (target.isEmpty()) {
          target = line.split(" ")[1];
        } else if (line.isEmpty()) {
          answer.to(target, socket.getOutputStream());
          target = "";
        }
      }
    } catch (IOException | ExecutionException broken) {
      // The client or the proxy gave it up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "origin");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers one request. */
  @FunctionalInterface
  interface Answer {
    void to(String target, OutputStream out)
        throws IOException, ExecutionException, InterruptedException;
  }
}
