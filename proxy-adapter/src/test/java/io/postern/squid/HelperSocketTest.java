package io.postern.squid;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.answer.DecisionResponse;
import io.postern.scripted.ScriptedDirectory;
import io.postern.squid.HelperClient.Patience;
import io.postern.squid.SquidHelper.Limits;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HelperSocketTest {
  private static final DecisionResponse ANSWERS = new DecisionResponse("test", null);
  private static final Patience LONG = new Patience(Duration.ZERO, Duration.ofSeconds(60));

  @TempDir Path folder;

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();

  @Test
  void run_withARunningPostern_isAnsweredByIt() throws IOException {
    try (HelperSocket socket = start()) {
      assertThat(ask("1 alice secret\nalice wrong\n2 expired secret\n"))
          .containsExactlyInAnyOrder("1 OK", "ERR", "2 ERR");
    }
  }

  @Test
  void run_withNone_saysSoAndReadsNothing() throws IOException {
    ByteArrayInputStream questions = new ByteArrayInputStream(new byte[] {'x'});

    boolean ran =
        HelperClient.run(path(), HelperOptions.BASIC, questions, new ByteArrayOutputStream(), LONG);

    assertThat(ran).isFalse();
    assertThat(questions.available()).isEqualTo(1);
  }

  @Test
  void run_posternThatStartsLater_isWaitedFor() throws Exception {
    Patience patience = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60));
    try (Session session = new Session(patience)) {
      session.send("1 alice secret\n");
      try (HelperSocket socket = start()) {
        assertThat(session.answer()).isEqualTo("1 OK");
        session.endInput();
      }
    }
  }

  @Test
  void runAnyway_withNone_answersBrokenHelperUntilOneComes() throws Exception {
    PipedOutputStream questions = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(questions);
    PipedInputStream fromClient = new PipedInputStream(1 << 16);
    PipedOutputStream out = new PipedOutputStream(fromClient);
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(fromClient, StandardCharsets.UTF_8));
    Patience none = new Patience(Duration.ZERO, Duration.ZERO);
    CompletableFuture<Void> client =
        CompletableFuture.runAsync(
            () -> {
              try {
                HelperClient.runAnyway(path(), HelperOptions.BASIC, in, out, none);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    questions.write("1 alice secret\n".getBytes(StandardCharsets.UTF_8));
    questions.flush();
    assertThat(start(answers.readLine())).isEqualTo("1 BH");

    try (HelperSocket socket = start()) {
      String answer = "BH";
      for (int id = 2; answer.endsWith("BH"); id++) {
        questions.write((id + " alice secret\n").getBytes(StandardCharsets.UTF_8));
        questions.flush();
        answer = start(answers.readLine());
      }
      assertThat(answer).endsWith("OK");
      questions.close();
      client.get(60, SECONDS);
    }
  }

  @Test
  void run_withStrangerAtTheSocket_saysSo() throws Exception {
    try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stranger.bind(UnixDomainSocketAddress.of(path()));
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  stranger.accept().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });

      assertThat(
              HelperClient.run(
                  path(),
                  HelperOptions.BASIC,
                  new ByteArrayInputStream(new byte[0]),
                  new ByteArrayOutputStream(),
                  LONG))
          .isFalse();
      closing.get(60, SECONDS);
    }
  }

  @Test
  void run_restartWhileQuestionsAreOpen_asksThemAgain() throws Exception {
    directory.hold();
    HelperSocket first = start();
    try (Session session = new Session(LONG)) {
      session.send("1 alice secret\n2 alice wrong\n");
      directory.awaitWaiting(2);
      first.close();
      session.send("3 bob secret\n");

      try (HelperSocket second = start()) {
        directory.awaitWaiting(5);
        directory.release(4);
        directory.release(3);
        directory.release(2);
        assertThat(List.of(session.answer(), session.answer(), session.answer()))
            .containsExactlyInAnyOrder("1 OK", "2 ERR", "3 OK");
      }
    }
  }

  @Test
  void run_posternGoneForTooLong_answersBrokenHelper() throws Exception {
    directory.hold();
    HelperSocket socket = start();
    try (Session session = new Session(new Patience(Duration.ZERO, Duration.ZERO))) {
      session.send("1 alice secret\n");
      directory.awaitWaiting(1);

      socket.close();

      assertThat(session.answer()).isEqualTo("1 BH");
      session.send("2 alice secret\n");
      assertThat(session.answer()).isEqualTo("2 BH");
    }
  }

  @Test
  void start_overASocketThatADeadProcessLeft_takesItsPlace() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path()));
    }

    try (HelperSocket socket = start()) {
      assertThat(ask("1 alice secret\n")).containsExactly("1 OK");
    }
  }

  @Test
  void start_overALivingOne_isRefused() throws IOException {
    try (HelperSocket socket = start()) {
      assertThatThrownBy(this::start).isInstanceOf(BindException.class);
      assertThat(ask("1 alice secret\n")).containsExactly("1 OK");
    }
  }

  @Test
  void start_socket_isClosedToOthers() throws IOException {
    try (HelperSocket socket = start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-rw----");
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void parse_greetingOfAnyOptions_isTheOptions() {
    HelperOptions options =
        new HelperOptions(HelperOptions.Interface.ACL, Channels.NEVER, true, true);

    assertThat(HelperOptions.parse(options.greeting())).isEqualTo(options);
    assertThat(HelperOptions.parse(HelperOptions.BASIC.greeting())).isEqualTo(HelperOptions.BASIC);
    assertThat(HelperOptions.parse("GET / HTTP/1.1")).isNull();
    assertThat(HelperOptions.parse("postern-squid-helper NTLM AUTO")).isNull();
    assertThat(HelperOptions.parse("")).isNull();
  }

  private HelperSocket start() throws IOException {
    return HelperSocket.start(path(), directory.gate(), ANSWERS, Limits.DEFAULT, failure -> {});
  }

  private Path path() {
    return folder.resolve("squid.sock");
  }

  private List<String> ask(String questions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            HelperClient.run(
                path(),
                HelperOptions.BASIC,
                new ByteArrayInputStream(questions.getBytes(StandardCharsets.UTF_8)),
                out,
                LONG))
        .isTrue();
    return out.toString(StandardCharsets.UTF_8).lines().map(HelperSocketTest::start).toList();
  }

  /** Channel and result. */
  private static String start(String line) {
    ReplyReader reply = ReplyReader.read(line);
    return (reply.channel() + ' ' + reply.result()).strip();
  }

  private final class Session implements AutoCloseable {
    private final PipedOutputStream questions = new PipedOutputStream();
    private final BufferedReader answers;
    private final CompletableFuture<Boolean> client;

    Session(Patience patience) throws IOException {
      PipedInputStream in = new PipedInputStream(questions);
      PipedInputStream fromClient = new PipedInputStream(1 << 16);
      PipedOutputStream out = new PipedOutputStream(fromClient);
      answers = new BufferedReader(new InputStreamReader(fromClient, StandardCharsets.UTF_8));
      client =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return HelperClient.run(path(), HelperOptions.BASIC, in, out, patience);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }

    void send(String lines) throws IOException {
      questions.write(lines.getBytes(StandardCharsets.UTF_8));
      questions.flush();
    }

    void endInput() throws IOException {
      questions.close();
    }

    String answer() throws IOException {
      return start(answers.readLine());
    }

    @Override
    public void close() throws Exception {
      questions.close();
      assertThat(client.get(60, SECONDS)).isTrue();
    }
  }
}
