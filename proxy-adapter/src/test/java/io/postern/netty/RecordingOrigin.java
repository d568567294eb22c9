package io.postern.netty;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin that keeps what it gets to the octet and answers by a script. It reads HTTP by hand, so
 * that a mistake of Netty's cannot hide a mistake of Netty's.
 */
final class RecordingOrigin implements AutoCloseable {
  /** Answers one request; null: the connection is closed instead. */
  interface Script {
    byte[] answer(Request request) throws IOException;
  }

  /** One request as it came. */
  record Request(List<String> lines, byte[] body, boolean complete, Socket socket, int connection) {
    String line() {
      return lines.get(0);
    }

    List<String> values(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ':';
      return lines.stream()
          .skip(1)
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).trim())
          .toList();
    }

    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script = request -> response("HTTP/1.1 200 OK", "hello");

  RecordingOrigin() throws IOException {
    Thread acceptor = new Thread(this::accept, "origin");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** A whole answer with its length. */
  static byte[] response(String statusLine, String body, String... fields) {
    StringBuilder head = new StringBuilder(statusLine).append("\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    head.append("Content-Length: ").append(length).append("\r\n\r\n").append(body);
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  void answer(Script script) {
    this.script = script;
  }

  String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** The next request, waited for. */
  Request request() throws InterruptedException {
    Request next = requests.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the origin got no request");
    }
    return next;
  }

  /** How many requests have come that were not taken. */
  int waiting() {
    return requests.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket, number), "origin-" + number);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Request request = read(in, socket, number);
        if (request == null) {
          return;
        }
        requests.add(request);
        byte[] answer = request.complete ? script.answer(request) : null;
        if (answer == null) {
          return;
        }
        socket.getOutputStream().write(answer);
        socket.getOutputStream().flush();
      }
    } catch (IOException closed) {
      // by the proxy or by close()
    }
  }

  private static Request read(InputStream in, Socket socket, int number) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty()) {
        Request head = new Request(lines, new byte[0], true, socket, number);
        List<String> lengths = head.values("Content-Length");
        if (!head.values("Transfer-Encoding").isEmpty()) {
          return chunked(in, head);
        }
        if (lengths.isEmpty()) {
          return head;
        }
        int length = Integer.parseInt(lengths.get(0));
        byte[] body = in.readNBytes(length);
        return new Request(lines, body, body.length == length, socket, number);
      }
      lines.add(line);
    }
    return lines.isEmpty() ? null : new Request(lines, new byte[0], false, socket, number);
  }

  private static Request chunked(InputStream in, Request head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      if (size == null) {
        return new Request(head.lines, body.toByteArray(), false, head.socket, head.connection);
      }
      int length = Integer.parseInt(size, 16);
      byte[] data = in.readNBytes(length);
      body.write(data);
      String end = line(in);
      boolean whole = data.length == length && "".equals(end);
      if (length == 0 || !whole) {
        return new Request(head.lines, body.toByteArray(), whole, head.socket, head.connection);
      }
    }
  }

  /** A line without its CRLF; null: the end came first. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
          throw new IOException("a bare LF got through");
        }
        return line.substring(0, line.length() - 1);
      }
      line.append((char) c);
    }
    return null;
  }
}
