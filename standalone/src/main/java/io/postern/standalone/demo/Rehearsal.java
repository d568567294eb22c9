package io.postern.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Plays through what a proxy does on a normal day, so that a JDK that records which classes that
 * takes (class-data sharing, JEP 350; the AOT cache, JEP 514) can start it faster next time.
 */
public final class Rehearsal {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int ROUNDS = 50;
  private static final List<String> USERS =
      List.of("alice:secret", "bob:secret", "alice:wrong", "expired:secret", "locked:secret");

  private final Demo demo;

  public Rehearsal(Demo demo) {
    this.demo = demo;
  }

  /**
   * Plays all of it once.
   *
   * @throws IOException if the demo does not answer
   */
  public void play() throws IOException {
    String url = demo.origin().httpUrl();
    get(url + "/", "");
    for (String user : USERS) {
      for (int round = 0; round < ROUNDS; round++) {
        get(url + "/headers", credentials(user));
      }
      connect(credentials(user));
    }
    int port = demo.server().adminAddress().getPort();
    for (String page : List.of("/", "/metrics", "/ready", "/users/alice")) {
      exchange(demo.server().adminAddress(), "GET " + page, "localhost:" + port, "");
    }
  }

  private void get(String url, String fields) throws IOException {
    exchange(proxy(), "GET " + url, "127.0.0.1:" + demo.origin().httpPort(), fields);
  }

  private void connect(String fields) throws IOException {
    String authority = "127.0.0.1:" + demo.origin().httpPort();
    try (Socket socket = open(proxy())) {
      send(socket, "CONNECT " + authority, authority, fields);
      InputStream in = socket.getInputStream();
      byte[] head = new byte[1024];
      int length = in.read(head);
      if (new String(head, 0, Math.max(0, length), StandardCharsets.US_ASCII).contains(" 200 ")) {
        send(socket, "GET /", authority, "Connection: close\r\n");
      }
      in.readAllBytes();
    }
  }

  private static void exchange(InetSocketAddress to, String line, String host, String fields)
      throws IOException {
    try (Socket socket = open(to)) {
      send(socket, line, host, fields + "Connection: close\r\n");
      socket.getInputStream().readAllBytes();
    }
  }

  private static Socket open(InetSocketAddress to) throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String line, String host, String fields)
      throws IOException {
    String head = line + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static String credentials(String userPass) {
    byte[] octets = userPass.getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(octets) + "\r\n";
  }

  private InetSocketAddress proxy() {
    return demo.server().proxyAddresses().get(0);
  }
}
