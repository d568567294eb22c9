package io.postern.it.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.peer.Completed;
import io.postern.it.program.RunningPostern;
import io.postern.netty.Transport;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on the transport that its file names. */
@Timeout(120)
class TransportIT {
  private static final String ALICE =
      "Proxy-Authorization: "
          + BasicScheme.fieldValue("alice".getBytes(ISO_8859_1), "secret".getBytes(ISO_8859_1))
          + "\r\n";

  @TempDir private Path folder;

  @Test
  void run_onIoUring_servesRequestsAndTunnels() throws Exception {
    TestedTransport.working(Transport.IO_URING);
    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
        OkOrigin origin = new OkOrigin();
        RunningPostern postern =
            RunningPostern.start(folder, configuration(directory.ldapUrl(), origin))) {
      assertThat(postern.process().output()).contains("; transport io_uring\n");
      assertThatItServes(postern.proxy(), origin.authority());
      assertThat(postern.complaints()).isEmpty();
    }
  }

  @Test
  void run_onATransportThatDoesNotWorkHere_saysWhereAndWhy() throws IOException {
    try (OkOrigin origin = new OkOrigin()) {
      String configuration = configuration("ldap://127.0.0.1:1", origin);
      Path file = Files.writeString(folder.resolve("postern.yaml"), configuration);
      Completed run =
          Completed.run(
              folder,
              Path.of(System.getProperty("java.home"), "bin", "java"),
              "-Dio.netty.transport.noNative=true",
              "-jar",
              RunningPostern.JAR,
              "run",
              "--config",
              file);

      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.output().lines())
          .singleElement()
          .asString()
          .startsWith(file + ":9: proxy.transport: io_uring does not work here: Native transport");
    }
  }

  private static void assertThatItServes(String proxy, String origin) throws IOException {
    String host = "Host: " + origin + "\r\n";
    String end = "Connection: close\r\n\r\n";
    try (SocketChannel client = connect(proxy)) {
      send(client, "GET http://" + origin + "/ HTTP/1.1\r\n" + host + ALICE + end);
      assertThat(Channels.newInputStream(client).readAllBytes())
          .asString(ISO_8859_1)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("\r\n\r\nok");
    }
    try (SocketChannel client = connect(proxy)) {
      send(client, "CONNECT " + origin + " HTTP/1.1\r\n" + host + ALICE + "\r\n");
      send(client, "GET / HTTP/1.1\r\n" + host + "\r\n");
      client.shutdownOutput();
      assertThat(Channels.newInputStream(client).readAllBytes())
          .asString(ISO_8859_1)
          .startsWith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n")
          .endsWith("\r\n\r\nok");
    }
  }

  private static SocketChannel connect(String proxy) throws IOException {
    int colon = proxy.lastIndexOf(':');
    String host = proxy.substring(0, colon);
    return SocketChannel.open(
        new InetSocketAddress(host, Integer.parseInt(proxy.substring(colon + 1))));
  }

  private static void send(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  private static String configuration(String directory, OkOrigin origin) {
    return """
    directory:
      domain: corp.example.test
      servers: [DIRECTORY]
      tls: { mode: none }
    proxy:
      listen: 127.0.0.1:0
      connect-ports: [PORT]
      deny-destinations: []
      transport: io_uring
    admin: { listen: 127.0.0.1:0 }
    """
        .replace("DIRECTORY", directory)
        .replace("PORT", origin.authority().replaceFirst(".*:", ""));
  }
}
