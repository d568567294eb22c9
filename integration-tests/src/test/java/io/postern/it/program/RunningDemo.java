package io.postern.it.program;

import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The packaged program, run as a user would with {@code demo}. */
public final class RunningDemo implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("(?m)^ready: proxy 127\\.0\\.0\\.1:(\\d+), admin 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern ORIGIN =
      Pattern.compile("origin +http://(127\\.0\\.0\\.1:\\d+) +https://(127\\.0\\.0\\.1:\\d+)");
  private static final Duration START = Duration.ofSeconds(60);
  private static final int TIMEOUT_MILLIS = 60_000;

  private final PeerProcess process;
  private final int proxy;
  private final int admin;
  private final String origin;
  private final String secureOrigin;

  private RunningDemo(PeerProcess process, Matcher ready, Matcher origin) {
    this.process = process;
    this.proxy = Integer.parseInt(ready.group(1));
    this.admin = Integer.parseInt(ready.group(2));
    this.origin = origin.group(1);
    this.secureOrigin = origin.group(2);
  }

  /** Starts it and waits until it is ready. */
  public static RunningDemo start(Path folder, String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-jar", System.getProperty("postern.jar"), "demo"));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"));
    PeerProcess process = PeerProcess.start(folder, command.toArray(String[]::new));
    return Eventually.see("ready:", START, () -> of(process));
  }

  /** {@code 127.0.0.1:PORT} of the admin listener. */
  public String admin() {
    return "127.0.0.1:" + admin;
  }

  /** {@code 127.0.0.1:PORT} of the proxy. */
  public String proxy() {
    return "127.0.0.1:" + proxy;
  }

  /** {@code http://127.0.0.1:PORT} of the sample site. */
  public String origin() {
    return "http://" + origin;
  }

  /** {@code https://127.0.0.1:PORT} of the sample site, with a certificate of its own. */
  public String secureOrigin() {
    return "https://" + secureOrigin;
  }

  public PeerProcess process() {
    return process;
  }

  /** All that it has printed so far. */
  public String output() {
    return process.output();
  }

  /** The status of a request for the sample site, by this user. */
  public int get(String user, String password) {
    return ask("GET http://" + origin + "/ HTTP/1.1\r\nHost: " + origin, user, password);
  }

  /** The status of a tunnel's opening to the sample site, by this user; it is closed at once. */
  public int connect(String user, String password) {
    String line = "CONNECT " + secureOrigin + " HTTP/1.1\r\nHost: " + secureOrigin;
    return ask(line, user, password);
  }

  @Override
  public void close() {
    process.close();
  }

  private int ask(String head, String user, String password) {
    String login = user + ':' + password;
    String token = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    String request = head + "\r\nProxy-Authorization: Basic " + token + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return Integer.parseInt(status.substring(9));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable RunningDemo of(PeerProcess process) {
    String output = process.output();
    Matcher ready = READY.matcher(output);
    Matcher origin = ORIGIN.matcher(output);
    if (!process.isAlive()) {
      throw new AssertionError(output);
    }
    return ready.find() && origin.find() ? new RunningDemo(process, ready, origin) : null;
  }
}
