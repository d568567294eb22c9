package io.postern.it.ops;

import io.postern.basic.BasicScheme;
import io.postern.it.bed.SlowOrigin;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask the proxy for one page after the other, several on each connection. */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final int REQUESTS_A_CONNECTION = 10;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String ALICE =
      BasicScheme.fieldValue(
          "alice".getBytes(StandardCharsets.UTF_8), "secret".getBytes(StandardCharsets.UTF_8));

  private final String origin;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private volatile String proxy;
  private final CountDownLatch over = new CountDownLatch(1);

  Load(SlowOrigin origin, String proxy) {
    this.origin = origin.authority();
    this.proxy = proxy;
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(this::run, "load-" + i);
      client.setDaemon(true);
      clients.add(client);
      client.start();
    }
  }

  /** Goes on with another proxy. */
  void use(String other) {
    proxy = other;
  }

  /** The paths that were asked for and answered, whole and by 200. */
  Set<String> answered() {
    return answered;
  }

  /** Requests that were sent and not so answered. */
  Set<String> failed() {
    return failed;
  }

  /** Ends it: every request that was sent has been answered, or has failed. */
  @Override
  public void close() throws InterruptedException {
    over.countDown();
    for (Thread client : clients) {
      client.join(PATIENCE_MILLIS);
    }
  }

  private void run() {
    while (over.getCount() > 0) {
      try (Socket connection = connect(proxy)) {
        for (int i = 0; i < REQUESTS_A_CONNECTION && over.getCount() > 0; i++) {
          ask(connection, "/" + count.incrementAndGet());
        }
      } catch (IOException ended) {
        awaitSuccessor();
      }
    }
  }

  /** Nobody listens now, or the proxy goes. */
  private void awaitSuccessor() {
    try {
      boolean ended = over.await(50, TimeUnit.MILLISECONDS);
      assert !ended || over.getCount() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(Socket connection, String path) throws IOException {
    try {
      String request = "GET http://" + origin + path + " HTTP/1.1\r\nHost: " + origin + "\r\n";
      write(connection, request + "Proxy-Authorization: " + ALICE + "\r\n\r\n");
      read(connection);
      answered.add(path);
    } catch (IOException broken) {
      failed.add(path);
      throw broken;
    }
  }

  /** A tunnel through the proxy, to the origin. */
  static Socket tunnel(String proxy, SlowOrigin origin) throws IOException {
    Socket tunnel = connect(proxy);
    String to = origin.authority();
    write(
        tunnel,
        "CONNECT "
            + to
            + " HTTP/1.1\r\nHost: "
            + to
            + "\r\nProxy-Authorization: "
            + ALICE
            + "\r\n\r\n");
    String head = head(new DataInputStream(tunnel.getInputStream()));
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(head);
    }
    return tunnel;
  }

  /** Asks the origin for a page, in a tunnel. */
  static void ask(Socket tunnel) throws IOException {
    write(tunnel, "GET /tunnel HTTP/1.1\r\nHost: origin\r\n\r\n");
    read(tunnel);
  }

  private static Socket connect(String proxy) throws IOException {
    String[] address = proxy.split(":");
    Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads an answer, which must be the origin's. */
  private static void read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String head = head(in);
    byte[] body = new byte[SlowOrigin.BODY.length()];
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(head);
    }
    in.readFully(body);
    if (!new String(body, StandardCharsets.US_ASCII).equals(SlowOrigin.BODY)) {
      throw new IOException("another body");
    }
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException(head.toString());
      }
      head.append((char) octet);
    }
    return head.toString();
  }
}
