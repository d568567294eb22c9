package io.postern.it.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An origin that reads HTTP by hand and by the letter, answers 200 to every whole request, and
 * keeps what it got. What it can't read by the letter it keeps as a fault of the proxy's.
 */
final class OriginRecorder implements AutoCloseable {
  /** A request that came, whole or cut short. */
  record Seen(List<String> head, boolean whole) {
    String line() {
      return head.get(0);
    }

    List<String> values(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ':';
      return head.stream()
          .skip(1)
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).trim())
          .toList();
    }
  }

  private static final int DEADLINE_MILLIS = 60_000;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final List<Seen> seen = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private int open;

  OriginRecorder(InetAddress address) throws IOException {
    server = new ServerSocket(0, 200, address);
    Thread acceptor = new Thread(this::accept, "recorder");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /**
   * What came since the last time. Waits until every connection has ended, so the proxy must keep
   * none.
   *
   * @param into gets the faults
   */
  List<Seen> take(List<String> into) throws Exception {
    passThrough();
    synchronized (this) {
      long until = System.nanoTime() + DEADLINE_MILLIS * 1_000_000L;
      while (open > 0 && System.nanoTime() - until < 0) {
        wait(DEADLINE_MILLIS);
      }
      if (open > 0) {
        faults.add(open + " connections to the origin were left open");
        open = 0;
      }
      List<Seen> taken = List.copyOf(seen);
      into.addAll(faults);
      seen.clear();
      faults.clear();
      return taken;
    }
  }

  /** Connects behind all who have connected: when this one is served, they were accepted. */
  private void passThrough() throws IOException {
    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {
        // nothing is sent here
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (this) {
          sockets.add(socket);
          open++;
        }
        Thread thread = new Thread(() -> serve(socket), "recorder-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (List<String> head = head(in); head != null; head = head(in)) {
        boolean whole = readBody(head, in);
        synchronized (this) {
          seen.add(new Seen(head, whole));
        }
        if (!whole) {
          return;
        }
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException reset) {
      // by the proxy
    } catch (RuntimeException unreadable) {
      fault(unreadable.toString());
    } finally {
      synchronized (this) {
        open--;
        notifyAll();
      }
    }
  }

  private synchronized void fault(String what) {
    faults.add(what);
  }

  /** A head without its empty line; null: the end. */
  private List<String> head(InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty()) {
        return head;
      }
      head.add(line);
    }
    if (!head.isEmpty()) {
      fault("half a head: " + head);
    }
    return null;
  }

  private boolean readBody(List<String> head, InputStream in) throws IOException {
    Seen request = new Seen(head, true);
    if (!request.values("Transfer-Encoding").isEmpty()) {
      return readChunks(in);
    }
    List<String> lengths = request.values("Content-Length");
    if (lengths.isEmpty()) {
      return true;
    }
    int length = Integer.parseInt(lengths.get(0));
    return in.readNBytes(length).length == length;
  }

  private boolean readChunks(InputStream in) throws IOException {
    while (true) {
      String size = line(in);
      if (size == null) {
        return false;
      }
      int length = Integer.parseInt(size, 16);
      if (in.readNBytes(length).length < length) {
        return false;
      }
      String end = line(in);
      if (end == null) {
        return false;
      }
      if (!end.isEmpty()) {
        fault("a trailer, or a chunk without its end: " + end);
      }
      if (length == 0) {
        return true;
      }
    }
  }

  private String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        boolean crlf = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
        if (!crlf) {
          fault("a line without CR: " + line);
          return line.toString();
        }
        line.setLength(line.length() - 1);
        return line.toString();
      }
      line.append((char) c);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
