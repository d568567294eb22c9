package io.postern.squid;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.scripted.ScriptedDirectory;
import io.postern.squid.SquidHelper.Limits;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SquidHelperTest {
  private static final DecisionResponse ANSWERS = new DecisionResponse("test", null);

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();

  @Test
  void run_answersOutOfOrder_areOnTheirChannels() throws Exception {
    directory.hold();
    try (Session session = new Session(Limits.DEFAULT)) {
      session.send("1 alice secret\n2 bob wrong\n3 bob secret\n");
      directory.awaitWaiting(3);

      directory.release(2);
      assertThat(session.answer()).startsWith("3 OK ");
      directory.release(0);
      assertThat(session.answer()).startsWith("1 OK ");
      directory.release(0);
      assertThat(session.answer()).startsWith("2 ERR ");
    }
  }

  @Test
  void run_withoutChannels_answersInOrder() throws Exception {
    directory.hold();
    try (Session session = new Session(Limits.DEFAULT)) {
      session.send("alice secret\nbob wrong\n");
      directory.awaitWaiting(1);
      directory.release(0);
      assertThat(session.answer()).startsWith("OK ");

      directory.awaitWaiting(1);
      directory.release(0);
      assertThat(session.answer()).startsWith("ERR ");
    }
  }

  @Test
  void run_knownAnswers_passTheOneThatWaits() throws Exception {
    directory.hold();
    try (Session session = new Session(Limits.DEFAULT)) {
      session.send("1 alice secret\n");
      directory.awaitWaiting(1);
      directory.remember();
      session.send("2 bob secret\n");

      assertThat(session.answer()).startsWith("2 OK ");
      directory.release(0);
      assertThat(session.answer()).startsWith("1 OK ");
    }
  }

  @Test
  void run_moreQuestionsThanMayWait_readsNoMore() throws Exception {
    directory.hold();
    try (Session session = new Session(new Limits(2, 30))) {
      session.send("1 alice secret\n2 alice secret\n3 alice secret\n");
      directory.awaitWaiting(2);
      assertThat(directory.asked()).isEqualTo(2);

      directory.release(0);
      assertThat(session.answer()).startsWith("1 OK ");
      directory.awaitWaiting(2);
      directory.release(0);
      directory.release(0);
      assertThat(List.of(session.answer(), session.answer()))
          .allSatisfy(line -> assertThat(line).contains(" OK "));
    }
  }

  @Test
  void run_endOfInput_answersWhatIsOpenFirst() throws Exception {
    directory.hold();
    Session session = new Session(Limits.DEFAULT);
    session.send("1 alice secret\n");
    directory.awaitWaiting(1);
    session.endInput();

    directory.release(0);

    assertThat(session.answer()).startsWith("1 OK ");
    session.close();
  }

  @Test
  void run_decisionThatNeverComes_isBrokenHelper() throws Exception {
    directory.hold();
    try (Session session = new Session(new Limits(10, 1))) {
      session.send("1 alice secret\n");

      assertThat(session.answer()).startsWith("1 BH message=\"no decision in time\"");
    }
  }

  @Test
  void run_squidThatReadsNoMore_ends() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayInputStream questions =
        new ByteArrayInputStream("1 nobody x\n".repeat(10).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(
            () ->
                SquidHelper.run(
                    questions,
                    broken,
                    directory.gate(),
                    ANSWERS,
                    HelperOptions.BASIC,
                    Limits.DEFAULT))
        .isInstanceOf(IOException.class);
  }

  /** A helper on its own thread, at both ends of which the test is Squid. */
  private final class Session implements AutoCloseable {
    private final PipedOutputStream questions = new PipedOutputStream();
    private final BufferedReader answers;
    private final CompletableFuture<Void> helper;

    Session(Limits limits) throws IOException {
      PipedInputStream in = new PipedInputStream(questions, 1 << 16);
      PipedInputStream fromHelper = new PipedInputStream(1 << 16);
      PipedOutputStream out = new PipedOutputStream(fromHelper);
      answers = new BufferedReader(new InputStreamReader(fromHelper, StandardCharsets.UTF_8));
      AuthGate gate = directory.gate();
      helper =
          CompletableFuture.runAsync(
              () -> {
                try {
                  SquidHelper.run(in, out, gate, ANSWERS, HelperOptions.BASIC, limits);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }

    void send(String lines) throws IOException {
      questions.write(lines.getBytes(StandardCharsets.UTF_8));
      questions.flush();
    }

    String answer() throws IOException {
      return answers.readLine();
    }

    void endInput() throws IOException {
      questions.close();
    }

    @Override
    public void close() throws Exception {
      questions.close();
      helper.get(60, SECONDS);
      List<String> more = new ArrayList<>();
      while (answers.ready()) {
        more.add(answers.readLine());
      }
      assertThat(more).isEmpty();
    }
  }
}
