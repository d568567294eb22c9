package io.postern.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.bed.BulkOrigin;
import io.postern.it.bed.BulkOrigin.Sum;
import io.postern.it.program.Footprint;
import io.postern.it.program.RunningDemo;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Much at once through the running program, up and down, in a tunnel and in plain HTTP. The system
 * property {@code bulk.megabytes} says how much each way.
 */
@Timeout(600)
class BulkIT {
  private static final Logger LOG = LoggerFactory.getLogger(BulkIT.class);
  private static final long OCTETS = Long.getLong("bulk.megabytes", 100) * 1_000_000;
  private static final String ALICE = "Proxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n";

  @TempDir private static Path folder;

  private static RunningDemo demo;
  private static BulkOrigin origin;
  private static ExecutorService ends;

  @BeforeAll
  static void start() throws IOException {
    origin = new BulkOrigin(OCTETS);
    demo = RunningDemo.start(folder);
    ends = Executors.newCachedThreadPool();
  }

  @AfterAll
  static void stop() throws IOException {
    demo.close();
    origin.close();
    ends.shutdownNow();
  }

  @Test
  void bulk_bothWaysInATunnelAndInPlainHttp_arrivesWholeInLittleMemory() throws Exception {
    round(); // what a first transfer needs for good is there after it
    long before = residentKib();
    List<Callable<Sum>> transfers = round();
    long after = residentKib();
    LOG.info(
        "{} transfers of {} octets; resident before {} KiB, after {} KiB",
        transfers.size(),
        OCTETS,
        before,
        after);
    assertThat(after - before).as("KiB more").isLessThan(64 * 1024);
  }

  private static List<Callable<Sum>> round() throws Exception {
    List<Callable<Sum>> transfers =
        List.of(BulkIT::download, BulkIT::upload, BulkIT::tunnel, BulkIT::tunnel);
    List<Future<Sum>> results = new ArrayList<>();
    for (Callable<Sum> transfer : transfers) {
      results.add(ends.submit(transfer));
    }
    for (Future<Sum> result : results) {
      assertThat(result.get()).isEqualTo(origin.sum());
    }
    return transfers;
  }

  private static Sum download() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("GET", "Connection: close\r\n"));
      BulkOrigin.head(socket.getInputStream());
      return Sum.of(socket.getInputStream(), OCTETS);
    }
  }

  /** What the origin has counted of the upload. */
  private static Sum upload() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("POST", "Content-Length: " + OCTETS + "\r\n"));
      origin.pour(socket.getOutputStream());
      String head = BulkOrigin.head(socket.getInputStream());
      assertThat(head).startsWith("HTTP/1.1 200");
      return Sum.parse(
          new String(socket.getInputStream().readNBytes(Sum.LENGTH), StandardCharsets.US_ASCII));
    }
  }

  /** Both ways at once in one tunnel: an upload, whose answer pours while it goes. */
  private static Sum tunnel() throws Exception {
    try (Socket socket = connect()) {
      String authority = origin.tunnelled();
      send(
          socket,
          "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + ALICE + "\r\n");
      assertThat(BulkOrigin.head(socket.getInputStream())).startsWith("HTTP/1.1 200");
      Future<?> up =
          ends.submit(
              () -> {
                origin.pour(socket.getOutputStream());
                socket.shutdownOutput();
                return null;
              });
      Sum down = Sum.of(socket.getInputStream(), OCTETS);
      up.get();
      assertThat(
              Sum.parse(
                  new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)))
          .isEqualTo(origin.sum());
      return down;
    }
  }

  private static String head(String method, String field) {
    String authority = origin.authority();
    return method
        + " http://"
        + authority
        + "/ HTTP/1.1\r\nHost: "
        + authority
        + "\r\n"
        + ALICE
        + field
        + "\r\n";
  }

  private static Socket connect() throws IOException {
    String[] address = demo.proxy().split(":");
    Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long residentKib() {
    Assumptions.assumeTrue(OS.LINUX.isCurrentOs(), "only Linux says how much is resident");
    return Footprint.residentKib(demo.process().pid());
  }
}
