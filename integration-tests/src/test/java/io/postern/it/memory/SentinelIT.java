package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.peer.Completed;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passwords that can be recognised, sent to the program by the thousand, are nowhere afterwards: in
 * nothing that it writes, shows or answers, and in no object that lives in its heap, though many
 * clients are still connected.
 */
@Timeout(600)
class SentinelIT {
  private static final Logger LOG = LoggerFactory.getLogger(SentinelIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("postern.size"));
  private static final int LOGINS = FULL ? 10_000 : 600;
  private static final int CLIENTS = 20;
  private static final int USERS = 50;

  private static final String SENTINEL = "zQ7sEnTiNeLx9";
  private static final Traces TRACES = new Traces(SENTINEL);
  private static final Pattern DECISION = Pattern.compile("\\b[0-9A-HJKMNP-TV-Z]{12}\\b");
  private static final String NAME = "sentry";

  @TempDir private Path folder;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final Queue<String> decisions = new ConcurrentLinkedQueue<>();
  private AdDirectory ad;
  private OkOrigin origin;

  @BeforeEach
  void start() throws IOException {
    ad = AdDirectory.start(AdSettings.DEFAULT);
    for (int i = 0; i < USERS; i++) {
      ad.users().add(NAME + i, SENTINEL + i);
      if (i % 5 == 4) {
        ad.users().expirePassword(NAME + i);
      }
    }
    origin = new OkOrigin();
  }

  static Stream<Arguments> ways() {
    Stream<Arguments> all =
        Stream.of(
            Arguments.of("json", "ldaps"),
            Arguments.of("squid", "none"),
            Arguments.of("common", "starttls"));
    return FULL ? all : all.limit(1);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket each : open) {
      each.close();
    }
    origin.close();
    ad.close();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passwords_afterTheirRequests_areNowhere(String format, String tls) throws Exception {
    Path log = folder.resolve("access.log");
    String configuration = directory(tls) + listeners(format, log);
    try (RunningPostern postern = RunningPostern.start(folder, configuration)) {
      Map<Integer, Integer> statuses =
          Crowd.send(CLIENTS, LOGINS, number -> login(postern, number));
      LOG.info("{} logins, access log {}, TLS {}: {}", LOGINS, format, tls, statuses);
      assertThat(statuses.keySet()).contains(200, 403, 407);

      Path living = dump(postern, "live.hprof");
      note("a living object", TRACES.in(living));
      LOG.info("{} octets of living objects, {} traces", Files.size(living), found.size());
      found.stream().limit(20).forEach(LOG::info);
      lookAtPages(postern, tls);
      note("the access log", TRACES.in(log));
      note("the output", TRACES.in(postern.process().output()));
    }
    assertThat(found).isEmpty();
  }

  private void lookAtPages(RunningPostern postern, String tls) throws IOException {
    List<String> paths = new ArrayList<>(List.of("/", "/still", "/metrics", "/ready"));
    for (int i = 0; i < USERS; i++) {
      paths.add("/users/" + NAME + i);
    }
    assertThat(decisions).isNotEmpty();
    decisions.forEach(id -> paths.add("/decisions/" + id));
    for (String path : paths) {
      note(path, TRACES.in(Fleet.page(postern, path)));
    }
    Path running = folder.resolve("running.yaml");
    Files.writeString(running, "admin: { listen: '" + postern.admin() + "' }\n" + directory(tls));
    note("who-locks", TRACES.in(ask(running, "who-locks", NAME + 1)));
    note("explain", TRACES.in(ask(running, "explain", decisions.element())));
  }

  private static String ask(Path config, String command, String about) {
    Completed asked =
        Completed.run(
            config.getParent(),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-jar",
            System.getProperty("postern.jar"),
            command,
            "--config",
            config,
            about);
    assertThat(asked.exit()).as(asked.output()).isZero();
    return asked.output();
  }

  /** All that lives: the program's garbage is collected first. */
  private Path dump(RunningPostern postern, String name) {
    Path file = folder.resolve(name);
    Completed dumped =
        Completed.run(
            folder,
            Path.of(System.getProperty("java.home"), "bin", "jcmd"),
            postern.process().pid(),
            "GC.heap_dump",
            file);
    assertThat(dumped.exit()).as(dumped.output()).isZero();
    return file;
  }

  /** One request, by a right password, a wrong one, an expired one, or in no form at all. */
  private int login(RunningPostern postern, int number) {
    int user = number % USERS;
    String name = NAME + user;
    String credentials =
        switch (number % 7) {
          case 0 -> basic(name, SENTINEL + "wrong" + number);
          case 1 -> malformed(number / 7, name);
          default -> basic(name, SENTINEL + user);
        };
    String to = origin.authority();
    String line = number % 3 == 0 ? "CONNECT " + to : "GET http://" + to + "/" + number;
    try {
      String[] address = postern.proxy().split(":");
      Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
      open.add(socket);
      socket.setSoTimeout(60_000);
      String request =
          line + " HTTP/1.1\r\nHost: " + to + "\r\nProxy-Authorization: " + credentials;
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(ISO_8859_1));
      String answer = answer(socket);
      note("an answer", TRACES.in(answer));
      remember(answer);
      // Every tenth stays: an idle connection or a tunnel.
      if (number % 10 != 0) {
        socket.close();
        open.remove(socket);
      }
      return Integer.parseInt(answer.substring(9, 12));
    } catch (IOException failed) {
      throw new AssertionError(name + " got no answer", failed);
    }
  }

  private static String basic(String name, String password) {
    return BasicScheme.fieldValue(name.getBytes(UTF_8), password.getBytes(UTF_8));
  }

  private static String malformed(int kind, String name) {
    String right = basic(name, SENTINEL);
    return switch (kind % 7) {
      case 0 -> "Basic " + SENTINEL + "!!!";
      case 1 -> right.replace("Basic ", "Basic  ,");
      case 2 -> "Bearer " + SENTINEL;
      case 3 -> right + "\r\nProxy-Authorization: " + right;
      case 4 -> right + "=" + SENTINEL;
      case 5 -> "Digest username=\"" + name + "\", response=\"" + SENTINEL + "\"";
      default -> basic(name, SENTINEL + "\u0001");
    };
  }

  /** A head, and the body that it says there is. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        throw new IOException("closed after: " + answer);
      }
      answer.append((char) octet);
    }
    Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer.toString());
    if (length.find()) {
      int octets = Integer.parseInt(length.group(1));
      answer.append(new String(socket.getInputStream().readNBytes(octets), ISO_8859_1));
    }
    return answer.toString();
  }

  /** The latest decisions that answers name. */
  private void remember(String answer) {
    Matcher id = DECISION.matcher(answer);
    while (id.find()) {
      decisions.add(id.group());
    }
    while (decisions.size() > 200) {
      decisions.poll();
    }
  }

  private void note(String where, List<String> traces) {
    traces.forEach(trace -> found.add(where + ": " + trace));
  }

  private String listeners(String format, Path log) {
    String authority = origin.authority();
    return String.format(
        Locale.ROOT,
        """
        proxy: { listen: 127.0.0.1:0, deny-destinations: [], connect-ports: [%s] }
        admin: { listen: 127.0.0.1:0 }
        access-log: { file: %s, format: %s }
        """,
        authority.substring(authority.indexOf(':') + 1),
        log,
        format);
  }

  private String directory(String tls) throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.pem"), ad.tls().certificatePem());
    return String.format(
        Locale.ROOT,
        """
        directory:
          type: active-directory
          domain: %s
          servers: ["%s"]
          service-account: { name: "%s", password: "%s" }
          tls: { mode: %s, ca-file: %s }
        """,
        ad.settings().dnsDomain(),
        tls.equals("ldaps") ? ad.ldapsUrl() : ad.ldapUrl(),
        ad.serviceAccount(),
        ad.servicePassword(),
        tls,
        ca);
  }
}
