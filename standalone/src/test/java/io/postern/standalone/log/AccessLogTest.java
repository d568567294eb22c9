package io.postern.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.DecisionId;
import io.postern.netty.Exchange;
import io.postern.spi.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final Instant TIME = Instant.parse("2026-07-01T12:00:00.123456Z");

  @TempDir private Path folder;

  @Test
  void json_exchange_isOneObject() throws IOException {
    assertThat(line(AccessLogFormat.JSON, exchange("alice", "example.com:443")))
        .isEqualTo(
            "{\"time\":\"2026-07-01T12:00:00.123Z\",\"client\":\"192.0.2.7\",\"user\":\"alice\","
                + "\"method\":\"CONNECT\",\"target\":\"example.com:443\",\"status\":200,"
                + "\"received\":517,\"sent\":4096,\"micros\":12345,"
                + "\"decision\":\"00000000000A\",\"reason\":\"authenticated\"}");
  }

  @Test
  void json_hostileUser_cannotEndTheLineOrTurnTheText() throws IOException {
    assertThat(line(AccessLogFormat.JSON, exchange("a\"\\\n\u202e\u2028é\ud800", "x")))
        .contains("\"user\":\"a\\\"\\\\\\u000a\\u202e\\u2028é\\ud800\"");
  }

  @Test
  void json_noUser_leavesItOut() throws IOException {
    assertThat(line(AccessLogFormat.JSON, exchange(null, "x"))).doesNotContain("user");
  }

  @Test
  void squid_exchange_isTheNativeFormat() throws IOException {
    assertThat(line(AccessLogFormat.SQUID, exchange("al ice", "example.com:443")))
        .isEqualTo(
            "1782907200.123     12 192.0.2.7 TCP_TUNNEL/200 4096 CONNECT example.com:443 al%20ice"
                + " HIER_DIRECT/- -");
  }

  @Test
  void common_exchange_hasTheTimeInBrackets() throws IOException {
    assertThat(line(AccessLogFormat.COMMON, exchange("m\"\nüller", "http://example.com/")))
        .matches(
            "192\\.0\\.2\\.7 - m%22%0A%C3%BCller \\[\\d\\d/Jul/2026:\\d\\d:00:00 [+-]\\d{4}\\]"
                + " \"CONNECT http://example.com/ HTTP/1.1\" 200 4096");
  }

  @Test
  void reopen_movedFile_writesTheNewOne() throws Exception {
    Path file = folder.resolve("access.log");
    CountDownLatch opened = new CountDownLatch(2);
    CountDownLatch reopened = new CountDownLatch(3);
    AccessLogTarget target =
        () -> {
          var stream = AccessLogTarget.file(file).open();
          opened.countDown();
          reopened.countDown();
          return stream;
        };
    try (AccessLog log =
        AccessLog.start(target, AccessLogFormat.SQUID, InstantSource.fixed(TIME))) {
      log.log(exchange("before", "x"));
      assertThat(opened.await(60, TimeUnit.SECONDS)).isTrue();
      Files.move(file, folder.resolve("access.log.1"));
      log.reopen();
      assertThat(reopened.await(60, TimeUnit.SECONDS)).isTrue();
      log.log(exchange("after", "x"));
    }

    assertThat(folder.resolve("access.log.1")).content().contains(" before ");
    assertThat(file).content().contains(" after ").doesNotContain(" before ");
  }

  @Test
  void log_targetThatFails_dropsAndCounts() throws Exception {
    CountDownLatch tried = new CountDownLatch(2);
    AccessLogTarget target =
        () -> {
          tried.countDown();
          if (tried.getCount() == 1) {
            return java.io.OutputStream.nullOutputStream();
          }
          throw new IOException("disk full");
        };
    AccessLog log = AccessLog.start(target, AccessLogFormat.JSON, InstantSource.fixed(TIME));
    assertThat(tried.await(60, TimeUnit.SECONDS)).isTrue();
    log.log(exchange("lost", "x"));
    log.close();

    assertThat(log.dropped()).isEqualTo(1);
  }

  private String line(AccessLogFormat format, Exchange exchange) throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log =
        AccessLog.start(AccessLogTarget.file(file), format, InstantSource.fixed(TIME))) {
      log.log(exchange);
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private static Exchange exchange(@Nullable String user, String target) throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 7});
    return new Exchange(
        new Client(address),
        user,
        "CONNECT",
        target,
        200,
        517,
        4096,
        12_345_678,
        new DecisionId(10),
        "authenticated");
  }
}
