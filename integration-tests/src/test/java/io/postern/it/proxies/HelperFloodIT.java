package io.postern.it.proxies;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.it.proxies.HelperLines.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Very many lines through the thin client, with the directory stopped for the middle third. {@code
 * -Dpostern.helper.lines=1000000} for a million.
 */
@Timeout(900)
class HelperFloodIT {
  private static final Logger LOG = LoggerFactory.getLogger(HelperFloodIT.class);
  private static final int LINES = Integer.getInteger("postern.helper.lines", 60_000);
  private static final int THIRD = LINES / 3;

  /** As many as Squid has open with our {@code concurrency=250}. */
  private static final int OPEN = 250;

  @TempDir private Path folder;

  private final HelperLines lines = new HelperLines();
  private final Semaphore mayAsk = new Semaphore(OPEN);
  private final char[] answers = new char[LINES];
  private int strays;

  @Test
  void lines_directoryStoppedInBetween_areAnsweredOnceAndNeverErrWhileAway() throws Exception {
    SharedPostern.open(folder);
    try (AdDirectory directory = SharedPostern.domain(5);
        SharedPostern postern = SharedPostern.start(folder.resolve("postern"), directory);
        EchoOrigin origin = EchoOrigin.start();
        PosternFront standalone = new PosternFront(postern, origin)) {
      directory.users().add("büro", "pässwörd").join("büro", SharedPostern.GROUP);
      long started = System.nanoTime();
      Process client = client(postern);
      try {
        Thread reader = new Thread(() -> read(client), "answers");
        reader.start();
        OutputStream questions = client.getOutputStream();
        ask(questions, 0, 1);
        long first = System.nanoTime() - started;
        ask(questions, 1, THIRD);
        directory.stop();
        ask(questions, THIRD, 2 * THIRD);
        directory.restart();
        standalone.await(200, "user63", "pass63");
        ask(questions, 2 * THIRD, LINES);
        String memory = memory(client);
        questions.close();
        reader.join();

        assertThat(client.waitFor()).isZero();
        assertThat(strays).as("answers that nobody waited for").isZero();
        check();
        LOG.info(
            "{} lines in {} s: {} with the directory, {} without; thin client: first answer after {}"
                + " ms, {}",
            LINES,
            Duration.ofNanos(System.nanoTime() - started).toSeconds(),
            counts(0, THIRD),
            counts(THIRD, 2 * THIRD),
            Duration.ofNanos(first).toMillis(),
            memory);
      } finally {
        client.destroyForcibly();
      }
    }
  }

  private Process client(SharedPostern postern) throws IOException {
    return new ProcessBuilder(
            postern.command.toString(),
            "squid-helper",
            "--config",
            postern.config.toString(),
            "--channels",
            "always")
        .redirectError(folder.resolve("helper.log").toFile())
        .start();
  }

  /** Asks, and returns when all is answered. */
  private void ask(OutputStream questions, int from, int to) throws Exception {
    for (int id = from; id < to; id++) {
      if (!mayAsk.tryAcquire()) {
        questions.flush();
        assertThat(mayAsk.tryAcquire(60, SECONDS)).as("an answer before line %d", id).isTrue();
      }
      questions.write((id + " " + line(id).text() + '\n').getBytes(StandardCharsets.ISO_8859_1));
    }
    questions.flush();
    assertThat(mayAsk.tryAcquire(OPEN, 60, SECONDS)).as("all answers").isTrue();
    mayAsk.release(OPEN);
  }

  private Line line(int id) {
    return lines.line(id % THIRD, id, isAway(id));
  }

  private static boolean isAway(int id) {
    return id >= THIRD && id < 2 * THIRD;
  }

  private void read(Process client) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      for (String answer = in.readLine(); answer != null; answer = in.readLine()) {
        int space = answer.indexOf(' ');
        int id = Integer.parseInt(answer.substring(0, space));
        if (id >= LINES || answers[id] != 0) {
          strays++;
        } else {
          answers[id] = answer.charAt(space + 1);
        }
        mayAsk.release();
      }
    } catch (IOException ended) {
      LOG.info("the client ended: {}", ended.getMessage());
    }
  }

  private void check() {
    for (int id = 0; id < LINES; id++) {
      if (line(id).letters().indexOf(answers[id]) < 0) {
        throw new AssertionError(id + ": " + line(id) + " got " + answers[id]);
      }
    }
  }

  private Map<Character, Integer> counts(int from, int to) {
    Map<Character, Integer> counts = new TreeMap<>();
    for (int id = from; id < to; id++) {
      counts.merge(answers[id], 1, Integer::sum);
    }
    return counts;
  }

  private static String memory(Process client) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(client.pid()), "status")).stream()
        .filter(line -> line.matches("(VmHWM|VmRSS|RssAnon):.*"))
        .map(line -> line.replaceAll("\\s+", " "))
        .collect(Collectors.joining(", "));
  }
}
