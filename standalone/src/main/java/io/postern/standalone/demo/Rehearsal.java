package io.postern.standalone.demo;

import io.postern.embedded.AdDirectory;
import io.postern.standalone.CannotStart;
import io.postern.standalone.Server;
import io.postern.standalone.Surroundings;
import io.postern.standalone.Wiring;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.init.NewFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Plays through what {@code postern run} does on a normal day, from reading its file to its end, so
 * that a JDK that records which classes that takes (class-data sharing, JEP 350; the AOT cache, JEP
 * 514) can start it faster next time.
 */
public final class Rehearsal {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int ROUNDS = 50;

  /** So many that the AOT cache knows how the code that makes them is used (JEP 515). */
  private static final int TUNNELS = 2_000;

  private static final List<String> USERS =
      List.of("alice:secret", "bob:secret", "alice:wrong", "expired:secret", "locked:secret");

  private final Demo demo;
  private final Server server;

  private Rehearsal(Demo demo, Server server) {
    this.demo = demo;
    this.server = server;
  }

  /**
   * Plays all of it once, with the demo's directory and origin.
   *
   * @throws CannotStart if a server cannot be started here
   * @throws IOException if it does not answer, or there is no room for its files
   */
  public static void play(Demo demo, String version) throws CannotStart, IOException {
    Path folder = Files.createTempDirectory("postern-rehearsal");
    NewFiles files = new NewFiles(folder.resolve("postern.yaml"), true);
    Surroundings surroundings =
        new Surroundings(version, OutputStream.nullOutputStream(), () -> load(folder), pages -> {});
    try {
      files.writeSecret(
          "password", demo.directory().servicePassword().getBytes(StandardCharsets.UTF_8));
      files.write("ca.pem", demo.directory().tls().certificatePem());
      files.write(yaml(demo));
      try (Server server = Wiring.start(load(folder), surroundings)) {
        new Rehearsal(demo, server).play();
      }
    } finally {
      for (String name : List.of("password", "ca.pem", "postern.yaml", "")) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  private static ConfigFile.Loaded load(Path folder) {
    ConfigFile.Result read = ConfigFile.load(folder.resolve("postern.yaml"), Map.of());
    if (read instanceof ConfigFile.Loaded loaded) {
      return loaded;
    }
    throw new IllegalStateException(read.toString());
  }

  /** What most who run Postern have in their file. */
  private static String yaml(Demo demo) {
    AdDirectory directory = demo.directory();
    return String.join(
        "\n",
        "directory:",
        "  domain: " + directory.settings().dnsDomain(),
        "  servers: [\"" + directory.ldapsUrl() + "\"]",
        "  service-account: { name: " + directory.serviceAccount() + ", password-file: password }",
        "  tls: { ca-file: ca.pem }",
        "proxy:",
        "  listen: 127.0.0.1:0",
        "  realm: Rehearsal",
        "  connect-ports: [" + demo.origin().httpPort() + "]",
        "  deny-destinations: [link-local]",
        "access:",
        "  - deny: { groups: [Nobody], destinations: [\"*.example.com\"], ports: [80] }",
        "access-log: { file: \"-\" }",
        "admin: { listen: 127.0.0.1:0 }");
  }

  private void play() throws IOException {
    String url = demo.origin().httpUrl();
    get(url + "/", "");
    for (String user : USERS) {
      for (int round = 0; round < ROUNDS; round++) {
        get(url + "/headers", credentials(user));
      }
      connect(credentials(user));
    }
    for (int tunnel = 0; tunnel < TUNNELS; tunnel++) {
      connect(credentials(USERS.get(0)));
    }
    int port = server.adminAddress().getPort();
    for (String page : List.of("/", "/metrics", "/ready", "/users/alice")) {
      exchange(server.adminAddress(), "GET " + page, "localhost:" + port, "");
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
    return server.proxyAddresses().get(0);
  }
}
