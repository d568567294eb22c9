package io.postern.it.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An origin that takes its time in the midst of each answer, and knows what it was asked for. */
public final class SlowOrigin implements AutoCloseable {
  /** What each answer's body is. */
  public static final String BODY = "0123456789".repeat(1_000);

  private static final long PAUSE_MILLIS = 100;

  private final ServerSocket server;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  public SlowOrigin() throws IOException {
    server = new ServerSocket(0, 2_000, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    spawn(this::accept);
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** The paths that arrived here. */
  public Set<String> asked() {
    return Set.copyOf(asked);
  }

  @Override
  public void close() throws IOException {
    server.close();
    clock.shutdownNow();
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
        if (line.startsWith("GET ")) {
          asked.add(line.split(" ")[1]);
        } else if (line.isEmpty()) {
          answer(socket);
        }
      }
    } catch (IOException | ExecutionException broken) {
      // The proxy gave it up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Socket socket) throws IOException, ExecutionException, InterruptedException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
    int half = BODY.length() / 2;
    write(socket, head + BODY.substring(0, half));
    clock.schedule(() -> {}, PAUSE_MILLIS, TimeUnit.MILLISECONDS).get();
    write(socket, BODY.substring(half));
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "slow-origin");
    thread.setDaemon(true);
    thread.start();
  }
}
