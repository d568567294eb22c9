package io.postern.it.bed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * An origin of so many octets that are never all in memory. It pours them out and counts what is
 * poured in: over HTTP at one port, at another both at once, for tunnels.
 */
public final class BulkOrigin implements AutoCloseable {
  private static final byte[] BLOCK = new byte[1 << 20];

  static {
    new Random(4).nextBytes(BLOCK);
  }

  private final ServerSocket http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ServerSocket raw = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final long octets;

  public BulkOrigin(long octets) throws IOException {
    this.octets = octets;
    spawn(() -> accept(http, this::serve));
    spawn(() -> accept(raw, this::bothWays));
  }

  /** How many octets came, and their CRC-32C: in 29 characters. */
  public record Sum(long octets, long crc) {
    public static final int LENGTH = 29;

    /** Reads to the end, or up to {@code most}. */
    public static Sum of(InputStream in, long most) throws IOException {
      CRC32C crc = new CRC32C();
      byte[] buffer = new byte[1 << 16];
      long count = 0;
      while (count < most) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - count));
        if (read < 0) {
          break;
        }
        crc.update(buffer, 0, read);
        count += read;
      }
      return new Sum(count, crc.getValue());
    }

    public static Sum parse(String text) {
      String[] parts = text.trim().split(" ");
      return new Sum(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    byte[] text() {
      String padded = "0".repeat(19) + octets;
      String line =
          padded.substring(padded.length() - 18)
              + ' '
              + String.valueOf(crc + 10_000_000_000L).substring(1);
      return line.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** {@code 127.0.0.1:PORT} of HTTP: a GET is poured all, a POST's sum is answered. */
  public String authority() {
    return "127.0.0.1:" + http.getLocalPort();
  }

  /** {@code 127.0.0.1:PORT} where all is poured, and then the sum of what came at the same time. */
  public String tunnelled() {
    return "127.0.0.1:" + raw.getLocalPort();
  }

  /** What arrives if all of it does. */
  public Sum sum() {
    CRC32C crc = new CRC32C();
    for (long left = octets; left > 0; left -= BLOCK.length) {
      crc.update(BLOCK, 0, (int) Math.min(BLOCK.length, left));
    }
    return new Sum(octets, crc.getValue());
  }

  public void pour(OutputStream out) throws IOException {
    for (long left = octets; left > 0; left -= BLOCK.length) {
      out.write(BLOCK, 0, (int) Math.min(BLOCK.length, left));
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
    raw.close();
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    OutputStream out = socket.getOutputStream();
    if (head(in).startsWith("GET ")) {
      out.write(ok(octets));
      pour(out);
    } else {
      byte[] sum = Sum.of(in, octets).text();
      out.write(ok(sum.length));
      out.write(sum);
    }
  }

  private void bothWays(Socket socket) throws IOException {
    Sum[] came = new Sum[1];
    Thread reader = spawn(() -> came[0] = quietly(socket));
    pour(socket.getOutputStream());
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    socket.getOutputStream().write(came[0].text());
    socket.shutdownOutput();
  }

  private static Sum quietly(Socket socket) {
    try {
      return Sum.of(socket.getInputStream(), Long.MAX_VALUE);
    } catch (IOException broken) {
      return new Sum(-1, 0);
    }
  }

  /** Reads up to the empty line. */
  public static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static byte[] ok(long length) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
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
              } catch (IOException broken) {
                // The other side says what was wrong.
              }
            });
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static Thread spawn(Runnable task) {
    Thread thread = new Thread(task, "bulk-origin");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
