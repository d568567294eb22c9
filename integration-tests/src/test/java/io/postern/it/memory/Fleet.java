package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.basic.BasicScheme;
import io.postern.it.bed.OkOrigin;
import io.postern.it.directory.SambaAd;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Some programs in front of one domain controller, and their clients. */
final class Fleet implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  /** One, since it keeps its connections, of which the admin listener has few. */
  private static final HttpClient ADMIN = HttpClient.newHttpClient();

  private final List<RunningPostern> members = new ArrayList<>();
  private final OkOrigin origin;
  private final AtomicInteger repeated = new AtomicInteger();

  private Fleet(OkOrigin origin) {
    this.origin = origin;
  }

  /** Starts that many that take no turns, with more lines of configuration. */
  static Fleet start(Path folder, SambaAd controller, int count, String... more)
      throws IOException {
    String shield = String.format(Locale.ROOT, "lockout-shield: { proxies: %d }%n", count);
    return start(folder, controller, count, number -> shield + String.join("\n", more), "4s");
  }

  /** Starts that many, with more lines of configuration for each. */
  static Fleet start(
      Path folder, SambaAd controller, int count, IntFunction<String> more, String timeout)
      throws IOException {
    Fleet fleet = new Fleet(new OkOrigin());
    String configuration =
        String.format(
            Locale.ROOT,
            """
            directory:
              type: active-directory
              domain: %s
              servers: [ldap://%s]
              service-account: { name: %s, password-file: %s }
              tls: { mode: none }
              request-timeout: %s
            proxy: { listen: 127.0.0.1:0, deny-destinations: [], connect-ports: [%s] }
            admin: { listen: 127.0.0.1:0 }
            """,
            SambaAd.DOMAIN,
            controller.address(),
            SambaAd.SERVICE,
            secret(folder),
            timeout,
            fleet.origin.authority().split(":")[1]);
    for (int i = 0; i < count; i++) {
      Path each = Files.createDirectories(folder.resolve("postern" + i));
      fleet.members.add(RunningPostern.start(each, configuration + more.apply(i + 1) + "\n"));
    }
    return fleet;
  }

  int size() {
    return members.size();
  }

  RunningPostern member(int number) {
    return members.get(number);
  }

  /**
   * The status of one request on a connection of its own, from {@code 127.0.1.SOURCE}. Asked to try
   * again, as the account was changed meanwhile, it does.
   */
  int status(int member, int source, String user, String password) {
    try {
      String answer = answer(member, source, user, password);
      if (answer.contains("account-changed")) {
        repeated.incrementAndGet();
        answer = answer(member, source, user, password);
      }
      return status(answer);
    } catch (IOException failed) {
      throw new UncheckedIOException(user + " got no answer", failed);
    }
  }

  private String answer(int member, int source, String user, String password) throws IOException {
    try (Socket socket = connect(member, source)) {
      String line = "GET http://" + origin.authority() + "/";
      send(socket, line, user, password, "Connection: close\r\n");
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** How often somebody was asked to try again. */
  int repeated() {
    return repeated.get();
  }

  int status(String user, String password) {
    return status(0, 1, user, password);
  }

  /** A tunnel that stays open until the program closes it. */
  Socket tunnel(String user, String password) throws IOException {
    Socket socket = connect(0, 1);
    send(socket, "CONNECT " + origin.authority(), user, password, "");
    int status = status(head(socket));
    if (status != 200) {
      throw new AssertionError(user + " got no tunnel but " + status);
    }
    return socket;
  }

  /** Whether the program closed it; waits for at most so long. */
  static boolean isClosed(Socket tunnel, int millis) {
    try {
      tunnel.setSoTimeout(millis);
      return tunnel.getInputStream().read() == -1;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** The sum of a metric's series with these labels, over all members. */
  double sum(String name, String... labels) {
    double sum = 0;
    for (RunningPostern member : members) {
      for (String line : page(member, "/metrics").split("\n")) {
        boolean isMeant = line.startsWith(name + "{") || line.startsWith(name + " ");
        if (isMeant && List.of(labels).stream().allMatch(line::contains)) {
          sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        }
      }
    }
    return sum;
  }

  static String page(RunningPostern member, String path) {
    try {
      return ADMIN
          .send(
              HttpRequest.newBuilder(URI.create("http://" + member.admin() + path)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() throws IOException {
    members.forEach(RunningPostern::close);
    origin.close();
  }

  private Socket connect(int member, int source) throws IOException {
    String[] proxy = members.get(member).proxy().split(":");
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) source}), 0));
    socket.connect(new InetSocketAddress(proxy[0], Integer.parseInt(proxy[1])), PATIENCE_MILLIS);
    return socket;
  }

  private void send(Socket socket, String what, String user, String password, String more)
      throws IOException {
    String request =
        what
            + " HTTP/1.1\r\nHost: "
            + origin.authority()
            + "\r\n"
            + more
            + "Proxy-Authorization: "
            + BasicScheme.fieldValue(user.getBytes(UTF_8), password.getBytes(UTF_8))
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  private static int status(String answer) throws IOException {
    if (answer.length() < 12) {
      throw new IOException("no answer but: " + answer);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** A file that nobody else may read. */
  private static Path secret(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ldap-password"), SambaAd.SERVICE_PASSWORD);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
