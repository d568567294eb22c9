package io.postern.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import io.postern.it.program.RunningDemo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** curl against the demo: what the demo promises on its first screen. */
class CurlIT {
  @TempDir private static Path folder;

  private static RunningDemo demo;
  private static Curl curl;

  @BeforeAll
  static void start() {
    Peers.require("curl");
    demo = RunningDemo.start(folder);
    curl = new Curl(folder, demo.proxy());
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void get_noCredentials_isChallenged() {
    String answer = curl.run("-i", demo.origin()).output();

    assertThat(answer)
        .startsWith("HTTP/1.1 407 Proxy Authentication Required")
        .containsPattern("Proxy-Authenticate: Basic realm=\"[^\"]+\", charset=\"UTF-8\"\r\n")
        .containsPattern("Content-Length: [1-9]\\d*\r\n")
        .contains("Cache-Control: no-store\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "alice:secret, 200",
    "CORP\\alice:secret, 200",
    "alice@corp.example.test:secret, 200",
    "ALICE:secret, 200",
    "bob:secret, 200",
    "müller:pässwörd:1, 200",
    "alice:wrong, 407",
    "nobody:secret, 407",
    "expired:secret, 403",
    "mustchange:secret, 403",
    "disabled:secret, 403",
    "accountexpired:secret, 403",
    "hours:secret, 403",
    "locked:secret, 407",
    "expired:wrong, 407"
  })
  void get_eachUser_hasTheSameAnswerInPlainAndThroughATunnel(String userPass, String status) {
    assertThat(curl.status("-U", userPass, demo.origin())).isEqualTo(status);
    assertThat(curl.connectStatus("-U", userPass, demo.secureOrigin())).isEqualTo(status);
  }

  @Test
  void get_expired_saysWhatHappened() {
    assertThat(curl.run("-H", "Accept: text/plain", "-U", "expired:secret", demo.origin()).output())
        .contains("Your password has expired");
    assertThat(
            curl.run("-H", "Accept: text/plain", "-U", "mustchange:secret", demo.origin()).output())
        .contains("You must change your password");
  }

  @Test
  void tunnel_toAnHttpsOrigin_carriesThePage() {
    Completed page = curl.run("-k", "-U", "alice:secret", demo.secureOrigin() + "/headers");

    assertThat(page.exit()).isZero();
    assertThat(page.output()).containsIgnoringCase("host").doesNotContainIgnoringCase("proxy-");
  }

  /** curl asks first, and answers the challenge on the same connection. */
  @Test
  void get_anyAuth_answersTheChallenge() {
    Completed plain = curl.run("-v", "--proxy-anyauth", "-U", "alice:secret", demo.origin() + "/");
    Completed tunnel =
        curl.run("-v", "-k", "--proxy-anyauth", "-U", "alice:secret", demo.secureOrigin() + "/");

    assertThat(plain.output()).contains("HTTP/1.1 407").contains("HTTP/1.1 200");
    assertThat(tunnel.output()).contains("HTTP/1.1 407").contains("HTTP/1.1 200");
  }

  @Test
  void get_schemeThatIsNotOffered_isChallenged() {
    assertThat(curl.status("--proxy-digest", "-U", "alice:secret", demo.origin())).isEqualTo("407");
  }

  @Test
  void get_twoUsersOnOneConnection_eachIsDecided() {
    String both =
        curl.status(
            "-U",
            "alice:secret",
            demo.origin() + "/",
            "--next",
            "-s",
            "--noproxy",
            "",
            "-x",
            "http://" + demo.proxy(),
            "-o",
            "/dev/null",
            "-w",
            " %{http_code}",
            "-U",
            "alice:wrong",
            demo.origin() + "/");

    assertThat(both).isEqualTo("200 407");
  }

  @Test
  void post_tenMegabytes_arrive() throws IOException {
    Path body = folder.resolve("10M");
    try (RandomAccessFile file = new RandomAccessFile(body.toFile(), "rw")) {
      file.setLength(10_000_000);
    }
    Completed plain =
        curl.run("-U", "bob:secret", "--data-binary", "@" + body, demo.origin() + "/upload");
    Completed chunked =
        curl.run(
            "-U",
            "bob:secret",
            "-H",
            "Transfer-Encoding: chunked",
            "--data-binary",
            "@" + body,
            demo.origin() + "/upload");
    Completed tunnel =
        curl.run(
            "-k", "-U", "bob:secret", "--data-binary", "@" + body, demo.secureOrigin() + "/upload");

    for (Completed upload : List.of(plain, chunked, tunnel)) {
      assertThat(upload.exit()).isZero();
      assertThat(upload.output()).contains("10000000");
    }
  }

  /** The body is asked for by curl's Expect, and never sent. */
  @Test
  void post_refused_endsWithoutTheBody() {
    String status =
        curl.status(
            "-U",
            "alice:wrong",
            "-H",
            "Expect: 100-continue",
            "--data-binary",
            "x".repeat(100_000),
            demo.origin() + "/upload");

    assertThat(status).isEqualTo("407");
  }

  @Test
  void head_isAnsweredWithoutABody() {
    assertThat(curl.status("-I", "-U", "alice:secret", demo.origin() + "/")).isEqualTo("200");
    assertThat(curl.status("-I", demo.origin() + "/")).isEqualTo("407");
  }

  @Test
  void get_http10_isServed() {
    assertThat(curl.status("--http1.0", "-U", "alice:secret", demo.origin() + "/"))
        .isEqualTo("200");
  }

  @Test
  void origin_neverSeesWhatWasForTheProxy() {
    String seen =
        curl.run(
                "-U",
                "alice:secret",
                "-H",
                "Connection: X-Secret-Hop",
                "-H",
                "X-Secret-Hop: mine",
                "-H",
                "X-Kept: yes",
                demo.origin() + "/headers")
            .output();

    assertThat(seen)
        .containsIgnoringCase("x-kept")
        .doesNotContainIgnoringCase("proxy-authorization")
        .doesNotContainIgnoringCase("proxy-connection")
        .doesNotContainIgnoringCase("x-secret-hop");
  }

  /** The demo's own advice, pasted into a shell as it stands. */
  @Test
  void printedLines_pastedAsTheyAre_work() {
    List<String> lines =
        demo.output().lines().map(String::strip).filter(CurlIT::isCommand).toList();
    assertThat(lines).hasSizeGreaterThan(5);

    for (String line : lines) {
      Completed ran = Completed.run(folder, "bash", "-c", "set -o pipefail; " + line);
      assertThat(ran.exit()).as("%s%n%s", line, ran.output()).isZero();
      assertThat(ran.output()).as(line).isNotBlank();
    }
  }

  private static boolean isCommand(String line) {
    return line.startsWith("curl ") || line.startsWith("head ") || line.startsWith("for ");
  }
}
