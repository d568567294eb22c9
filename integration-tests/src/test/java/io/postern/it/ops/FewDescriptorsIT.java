package io.postern.it.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.peer.Eventually;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program with 256 files for a thousand clients. */
@Timeout(300)
class FewDescriptorsIT {
  private static final int CLIENTS = 1000;
  private static final int PATIENCE_MILLIS = 60_000;

  /** More than the program may open on its own meanwhile, fewer than wait to be accepted (50). */
  private static final int ONE_TOO_MANY = 24;

  /** Between two attempts to accept. */
  private static final double PAUSE_NANOS = 250e6;

  private static final String ALICE =
      BasicScheme.fieldValue("alice".getBytes(ISO_8859_1), "secret".getBytes(ISO_8859_1));

  @TempDir private Path folder;

  @Test
  void thousandClients_turnsMostAwayAndKeepsTheAdminListener() throws Exception {
    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
        OkOrigin origin = new OkOrigin();
        RunningPostern postern = RunningPostern.start(folder, configuration(directory), 256)) {
      assertThat(postern.process().output())
          .contains("few-descriptors: 256 open files are not enough for proxy.limits.connections");
      assertThat(get(postern, origin)).startsWith("HTTP/1.1 200 ");

      List<Socket> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(connect(postern.proxy()));
        }
        double refused = metric(postern, "postern_proxy_out_of_descriptors_total");
        List<String> answers = clients.stream().map(FewDescriptorsIT::answer).toList();

        // Once for each at most: nobody is asked again and again.
        assertThat(refused).isBetween(1.0, (double) CLIENTS);
        assertThat(answers).contains("", "503").allMatch(answer -> answer.matches("|503|408"));
        assertThat(postern.process().output()).containsOnlyOnce("out-of-descriptors: ");
        assertThat(postern.complaints()).isEmpty();
      } finally {
        for (Socket client : clients) {
          client.close();
        }
      }

      Eventually.see(
          "an answer again",
          Duration.ofSeconds(60),
          () -> get(postern, origin).startsWith("HTTP/1.1 200 ") ? Boolean.TRUE : null);
    }
  }

  @Test
  void adminConnections_moreThanThereAreFiles_areToldOfOnce() throws Exception {
    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
        RunningPostern postern = RunningPostern.start(folder, configuration(directory), 128)) {
      List<Socket> operators = new ArrayList<>();
      try {
        while (operators.size() < 128) {
          operators.add(connect(postern.admin()));
        }
        Eventually.see(
            "why nobody gets in",
            Duration.ofMillis(PATIENCE_MILLIS),
            () -> postern.process().output().contains("admin-accept-failed: ") ? true : null);
      } finally {
        for (Socket operator : operators) {
          operator.close();
        }
      }

      assertThat(metric(postern, "postern_proxy_connections")).isZero();
      assertThat(postern.process().output()).containsOnlyOnce("admin-accept-failed: ");
      assertThat(postern.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"auth.sock, endpoint-accept-failed: ", "squid.sock, helper-accept-failed: "})
  void otherProxies_moreThanThereAreFiles_areToldOfOnceAndAcceptedAgain(String socket, String told)
      throws Exception {
    String more =
        """
        auth-endpoint: { listen: ["unix:auth.sock"] }
        squid-helper: { socket: squid.sock }
        """;
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(socket));
    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
        RunningPostern postern =
            RunningPostern.start(folder, configuration(directory) + more, 128)) {
      long started = System.nanoTime();
      List<SocketChannel> proxies = new ArrayList<>();
      try {
        for (long left = 128 - open(postern); left > -ONE_TOO_MANY; left--) {
          proxies.add(SocketChannel.open(address));
        }
        Eventually.see(
            "why nobody gets in",
            Duration.ofMillis(PATIENCE_MILLIS),
            () -> postern.process().output().contains(told) ? true : null);
      } finally {
        for (SocketChannel proxy : proxies) {
          proxy.close();
        }
      }

      try (SocketChannel next = SocketChannel.open(address)) {
        next.write(ByteBuffer.wrap("x\n".getBytes(ISO_8859_1)));
        // Neither a request nor a helper's greeting: the one is told so, the other sees the end.
        assertThat(next.read(ByteBuffer.allocate(1))).isNotZero();
      }
      double failures = metric(postern, "postern_proxy_out_of_descriptors_total");
      double pauses = (System.nanoTime() - started) / PAUSE_NANOS;
      assertThat(failures).isBetween(1.0, pauses + 1);
      assertThat(postern.process().output()).containsOnlyOnce(told);
      assertThat(postern.complaints()).isEmpty();
    }
  }

  private static long open(RunningPostern postern) throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("/proc", Long.toString(postern.process().pid()), "fd"))) {
      return files.count();
    }
  }

  private static String configuration(AdDirectory directory) {
    return """
    directory:
      domain: corp.example.test
      servers: [DIRECTORY]
      tls: { mode: none }
    proxy:
      listen: 127.0.0.1:0
      deny-destinations: []
      timeouts: { head: 3s }
    admin: { listen: 127.0.0.1:0 }
    """
        .replace("DIRECTORY", directory.ldapUrl());
  }

  private static Socket connect(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** The status that a client got without asking; nothing if it was turned away without a word. */
  private static String answer(Socket client) {
    try {
      byte[] octets = client.getInputStream().readAllBytes();
      return octets.length < 12 ? "" : new String(octets, 9, 3, ISO_8859_1);
    } catch (IOException reset) {
      return "";
    }
  }

  private static String get(RunningPostern postern, OkOrigin origin) {
    try (Socket client = connect(postern.proxy())) {
      String head =
          "GET http://"
              + origin.authority()
              + "/ HTTP/1.1\r\nHost: "
              + origin.authority()
              + "\r\nProxy-Authorization: "
              + ALICE
              + "\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(head.getBytes(ISO_8859_1));
      return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException turnedAway) {
      return "";
    }
  }

  private static double metric(RunningPostern postern, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + postern.admin() + "/metrics"))
            .timeout(Duration.ofMillis(PATIENCE_MILLIS))
            .build();
    String text =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher value = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(text);
    assertThat(value.find()).as(name).isTrue();
    return Double.parseDouble(value.group(1));
  }
}
