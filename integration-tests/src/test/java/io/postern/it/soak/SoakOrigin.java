package io.postern.it.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * An origin of all manners. {@code /N} is N octets and {@code /chunked/N} the same in chunks; what
 * is posted is compared with {@link #octets}; {@code /gone} resets the connection, {@code /broken}
 * does so in the midst of its answer. A port of its own sends back what it gets.
 */
final class SoakOrigin implements AutoCloseable {
  private static final byte[] OCTETS = new byte[1 << 20];
  private static final int CHUNK = 4_000;

  static {
    new Random(6).nextBytes(OCTETS);
  }

  private final ServerSocket http = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
  private final ServerSocket echo = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());

  SoakOrigin() throws IOException {
    spawn(() -> accept(http, this::serve));
    spawn(
        () -> accept(echo, socket -> socket.getInputStream().transferTo(socket.getOutputStream())));
  }

  /** The first {@code count} of those that every body is made of. */
  static byte[] octets(int count) {
    return Arrays.copyOf(OCTETS, count);
  }

  /** {@code 127.0.0.1:PORT} of HTTP. */
  String authority() {
    return "127.0.0.1:" + http.getLocalPort();
  }

  /** {@code 127.0.0.1:PORT} of the echo. */
  String echo() {
    return "127.0.0.1:" + echo.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    http.close();
    echo.close();
  }

  private void serve(Socket socket) throws IOException {
    Wire wire = new Wire(socket);
    while (true) {
      Wire.Message request = wire.read();
      String target = request.start().split(" ")[1];
      if (target.equals("/gone")) {
        wire.reset();
      } else if (target.equals("/broken")) {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(20_000));
        wire.reset();
      } else if (request.start().startsWith("POST ")) {
        boolean whole = Arrays.equals(request.body(), octets(request.body().length));
        wire.send(
            "HTTP/1.1 " + (whole ? "200 OK" : "500 Damaged") + "\r\nContent-Length: 0\r\n\r\n");
      } else {
        answer(target, socket.getOutputStream());
      }
    }
  }

  private static void answer(String target, OutputStream out) throws IOException {
    int count = Integer.parseInt(target.substring(target.lastIndexOf('/') + 1));
    boolean chunked = target.startsWith("/chunked/");
    out.write(
        ascii(
            "HTTP/1.1 200 OK\r\n"
                + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + count)
                + "\r\n\r\n"));
    out.write(chunked ? chunked(octets(count)) : octets(count));
  }

  /** A body in chunks. */
  static byte[] chunked(byte[] body) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < body.length; at += CHUNK) {
      int size = Math.min(CHUNK, body.length - at);
      text.append(Integer.toHexString(size)).append("\r\n");
      text.append(new String(body, at, size, StandardCharsets.ISO_8859_1)).append("\r\n");
    }
    return text.append("0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private interface Served {
    void serve(Socket socket) throws IOException;
  }

  private static void accept(ServerSocket server, Served served) {
    try {
      while (true) {
        Socket socket = server.accept();
        spawn(
            () -> {
              try (socket) {
                served.serve(socket);
              } catch (IOException gone) {
                // The proxy, or this side, ended it.
              }
            });
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "soak-origin");
    thread.setDaemon(true);
    thread.start();
  }
}
