package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.standalone.Server;
import io.postern.standalone.Surroundings;
import io.postern.standalone.Wiring;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.demo.SampleOrigin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code explain} and {@code who-locks} say of every answer that there is. */
class ExplainTest {
  private static final Pattern ID = Pattern.compile("decision=\"([0-9A-Z]{12})\"");
  private static final String CONFIG =
      """
      proxy: { listen: "127.0.0.1:0", deny-destinations: [] }
      access: [{ allow: { groups: [Internet Users] } }]
      cache: { fresh-for: 1s }
      admin: { listen: "127.0.0.1:PORT" }
      """;

  @TempDir private Path folder;
  private final DemoDirectory demo = new DemoDirectory();
  private SampleOrigin origin;
  private Server server;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    origin = SampleOrigin.start(demo.directory().tls());
    Path first = demo.config(folder, CONFIG.replace("PORT", "0"));
    server =
        Wiring.start(
            (ConfigFile.Loaded) ConfigFile.load(first, Map.of()),
            new Surroundings(
                "test",
                OutputStream.nullOutputStream(),
                () -> ConfigFile.load(first, Map.of()),
                pages -> {}));
    int port = server.adminAddress().getPort();
    file =
        demo.config(Files.createDirectory(folder.resolve("it")), CONFIG.replace("PORT", "" + port));
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
    demo.close();
  }

  @Test
  void explain_yes_namesTheRuleTheGroupsAndTheServer() throws IOException {
    assertThat(get("alice:secret")).startsWith("HTTP/1.1 200 ");

    String said = explain(decisionOf("alice"));

    assertThat(said)
        .contains("GET 127.0.0.1:" + origin.httpPort() + " (proxy)")
        .containsPattern("client +127\\.0\\.0\\.1")
        .containsPattern("result +allowed")
        .containsPattern("rule +access\\[0\\]: allow groups \\[Internet Users\\]")
        .containsPattern("account +CN=alice,CN=Users,DC=corp,DC=example,DC=test")
        .containsPattern("groups +.*Internet Users")
        .containsPattern("source +directory")
        .containsPattern("server +127\\.0\\.0\\.1:\\d+")
        .containsPattern("server took +\\d+\\.\\d ms");
  }

  /** The code is the directory's; what the client got is the same for the first two. */
  @ParameterizedTest
  @CsvSource({
    "CORP\\alice, wrong,  407, invalid-credentials,   49/52e, not known to be right",
    "nobody@corp.example.test, secret, 407, invalid-credentials, 49/52[e5], not known to be right",
    "expired,     secret, 403, password-expired,      49/532, right",
    "mustchange,  secret, 403, password-must-change,  49/773, right",
    "disabled,    secret, 403, account-disabled,      49/533, right",
    "accountexpired, secret, 403, account-expired,    49/701, right",
    "hours,       secret, 403, logon-hours,           49/530, right",
    "locked,      secret, 407, account-locked,        49/775, not known to be right",
  })
  void explain_no_givesTheDirectorysReason(
      String user, String password, String status, String reason, String code, String proven)
      throws IOException {
    String answer = get(user + ':' + password);

    assertThat(answer).startsWith("HTTP/1.1 " + status + ' ');
    assertThat(explain(idIn(answer)))
        .containsPattern("result +" + status + ": ")
        .containsPattern("user +" + Pattern.quote(user))
        .containsPattern("reason +" + reason)
        .containsPattern("code +" + code)
        .containsPattern("password +" + proven);
  }

  @Test
  void explain_lockedAfterItWasVerified_says403() throws Exception {
    get("alice:secret");
    demo.directory().users().lock("alice");

    String answer = until("HTTP/1.1 403 ", "alice:secret");

    assertThat(answer).startsWith("HTTP/1.1 403 ");
    assertThat(explain(idIn(answer))).containsPattern("reason +account-locked");
  }

  @Test
  void explain_notPermitted_namesTheRulesAndTheGroups() throws IOException {
    String answer = get("bob:secret");

    assertThat(answer).startsWith("HTTP/1.1 403 ");
    assertThat(explain(idIn(answer)))
        .containsPattern("result +403: signed in, but no rule allows it")
        .containsPattern("rule +\\S")
        .containsPattern("groups +Domain Users");
  }

  @Test
  void explain_outage_tellsStaleFromUnavailable() throws IOException {
    get("alice:secret");
    demo.directory().stop();

    String answer = get("bob:secret");

    assertThat(answer).startsWith("HTTP/1.1 503 ");
    assertThat(explain(idIn(answer)))
        .containsPattern("result +503: the directory could not be asked")
        .containsPattern("reason +(unreachable|timeout)");
    long end = inAMinute();
    while (!said("alice").contains("stale") && System.nanoTime() < end) {
      assertThat(get("alice:secret")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(explain(decisionOf("alice")))
        .containsPattern("result +allowed")
        .containsPattern("reason +stale")
        .containsPattern("source +stale");
  }

  @Test
  void explain_noneOrMalformedCredentials_saysSo() throws IOException {
    assertThat(explain(idIn(get(null)))).containsPattern("reason +credentials-missing");
    assertThat(explain(idIn(get("no colon")))).containsPattern("reason +credentials-malformed");
  }

  @Test
  void whoLocks_repeatedWrongPassword_countsWhoSendsIt() throws IOException {
    get("alice:old");
    get("CORP\\alice:old");
    get("alice@corp.example.test:old");

    assertThat(run(0, "who-locks", "alice"))
        .containsPattern("failed binds +1\n")
        .containsPattern("client +127\\.0\\.0\\.1")
        .containsPattern("failed at the directory +1\n")
        .containsPattern("known wrong, answered here +2\n");
  }

  @Test
  void explain_unknownId_saysThatItIsNotRemembered() {
    assertThat(run(1, "explain", "000000000000")).contains("is not remembered (any more)");
    assertThat(run(1, "who-locks", "nobody")).contains("Nothing is known of this user");
  }

  private String explain(String id) {
    return run(0, "explain", id);
  }

  private String said(String user) {
    return run(0, "who-locks", user);
  }

  /** The latest decision about a user. */
  private String decisionOf(String user) {
    Matcher decision = Pattern.compile("decision +([0-9A-Z]{12})").matcher(said(user));
    assertThat(decision.find()).isTrue();
    return decision.group(1);
  }

  private static String idIn(String answer) {
    Matcher id = ID.matcher(answer);
    assertThat(id.find()).as(answer).isTrue();
    return id.group(1);
  }

  private String run(int exit, String command, String about) {
    StringWriter text = new StringWriter();
    String[] arguments = {command, "--config", file.toString(), about};
    PrintWriter writer = new PrintWriter(text, true);
    assertThat(CommandRunner.run(arguments, writer, writer)).as(text.toString()).isEqualTo(exit);
    return text.toString();
  }

  /** The first answer that starts so, or the last one of a minute. */
  private String until(String start, String userPass) throws IOException {
    long end = inAMinute();
    String answer = get(userPass);
    while (!answer.startsWith(start) && System.nanoTime() < end) {
      answer = get(userPass);
    }
    return answer;
  }

  private static long inAMinute() {
    return System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
  }

  /** The answer to a request with these credentials. */
  private String get(@Nullable String userPass) throws IOException {
    InetSocketAddress proxy = server.proxyAddresses().get(0);
    try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
      socket.setSoTimeout(60_000);
      String head = "GET " + origin.httpUrl() + "/ HTTP/1.1\r\nConnection: close\r\n";
      String host = "Host: 127.0.0.1:" + origin.httpPort() + "\r\n";
      String credentials = userPass == null ? "" : authorization(userPass);
      socket
          .getOutputStream()
          .write((head + host + credentials + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String authorization(String userPass) {
    byte[] octets = userPass.getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(octets) + "\r\n";
  }
}
