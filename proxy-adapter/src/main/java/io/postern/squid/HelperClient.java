package io.postern.squid;

import io.postern.squid.OpenQuestions.Ask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A helper process that has nothing of its own: it passes questions on to a running Postern's
 * {@link HelperSocket} and the answers back. It loads a handful of classes, so it starts fast and
 * stays small.
 *
 * <p>When that Postern is restarted, Squid must not notice: it ends itself if helpers end too
 * often. So questions without an answer are asked again on the next connection, and answered with
 * BH if there is none in time.
 */
public final class HelperClient {
  private static final int MAXIMUM_ANSWER = 64 * 1024;
  private static final int GREETING_SECONDS = 3;
  private static final Duration RETRY = Duration.ofMillis(100);

  private final Path socket;
  private final HelperOptions options;
  private final OpenQuestions open;
  private final Object writing = new Object();

  private HelperClient(Path socket, HelperOptions options, OpenQuestions open) {
    this.socket = socket;
    this.options = options;
    this.open = open;
  }

  /**
   * How long to wait.
   *
   * @param start for a Postern at the start
   * @param question what each question waits for a Postern that went away
   */
  public record Patience(Duration start, Duration question) {}

  /**
   * Passes questions on until {@code in} ends and every one is answered.
   *
   * @return false, with nothing read, if no Postern came in time
   * @throws IOException if Squid reads no more
   */
  public static boolean run(
      Path socket, HelperOptions options, InputStream in, OutputStream out, Patience patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.start.toNanos();
    OpenQuestions open = new OpenQuestions(out, options.channels(), patience.question);
    SocketChannel link = connect(socket, options);
    while (link == null && System.nanoTime() < deadline) {
      open.rest(RETRY);
      link = connect(socket, options);
    }
    if (link == null) {
      return false;
    }
    new HelperClient(socket, options, open).passOn(in, link);
    return true;
  }

  /** The same with or without a Postern: questions are answered with BH until one comes. */
  public static void runAnyway(
      Path socket, HelperOptions options, InputStream in, OutputStream out, Patience patience)
      throws IOException {
    OpenQuestions open = new OpenQuestions(out, options.channels(), patience.question);
    new HelperClient(socket, options, open).passOn(in, null);
  }

  private void passOn(InputStream in, @Nullable SocketChannel link) throws IOException {
    if (link != null) {
      open.connected(link);
    }
    Thread answers = new Thread(() -> readAnswers(link), "answers");
    answers.setDaemon(true);
    answers.start();
    askAll(new HelperInput(in, HelperInput.MAXIMUM_QUESTION));
    open.disconnect();
  }

  private static @Nullable SocketChannel connect(Path socket, HelperOptions options) {
    SocketChannel link = null;
    try {
      link = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      if (greet(link, options)) {
        return link;
      }
    } catch (IOException nobody) {
      // The same as somebody who does not know the greeting.
    }
    if (link != null) {
      HelperSocket.close(link);
    }
    return null;
  }

  private static boolean greet(SocketChannel link, HelperOptions options) throws IOException {
    CompletableFuture<Boolean> greeted = new CompletableFuture<>();
    greeted
        .completeOnTimeout(false, GREETING_SECONDS, TimeUnit.SECONDS)
        .thenAccept(welcome -> HelperSocket.closeUnless(welcome, link));
    write(link, (options.greeting() + '\n').getBytes(StandardCharsets.US_ASCII));
    String answer = HelperSocket.shortLine(SocketStreams.in(link));
    return greeted.complete(true) && answer.equals(HelperSocket.WELCOME);
  }

  private void askAll(HelperInput input) throws IOException {
    HelperInput.Line line = input.next();
    while (line != null) {
      Ask ask = open.add(line);
      if (ask != null) {
        ask(ask);
      }
      line = input.next();
    }
    open.finish();
  }

  private void ask(Ask ask) {
    try {
      synchronized (writing) {
        write(ask.link(), ask.question());
      }
    } catch (IOException gone) {
      // Whoever reads the answers sees it too, connects, and asks again.
    }
  }

  private void readAnswers(@Nullable SocketChannel first) {
    SocketChannel link = first;
    try {
      while (!open.isFinished()) {
        if (link == null) {
          open.rest(RETRY);
        } else {
          passAnswers(link);
          open.away();
        }
        link = open.isFinished() ? null : connect(socket, options);
        if (link != null) {
          open.connected(link).forEach(this::ask);
        }
      }
    } catch (IOException squidIsGone) {
      // The thread that reads questions learns it by itself.
    }
  }

  private void passAnswers(SocketChannel link) throws IOException {
    HelperInput answers = new HelperInput(SocketStreams.in(link), MAXIMUM_ANSWER);
    HelperInput.Line line = nextAnswer(answers);
    while (line != null) {
      open.answered(line.octets(), !answers.hasNext());
      line = nextAnswer(answers);
    }
    HelperSocket.close(link);
  }

  private static HelperInput.@Nullable Line nextAnswer(HelperInput answers) {
    try {
      return answers.next();
    } catch (IOException lost) {
      return null;
    }
  }

  private static void write(SocketChannel link, byte[] octets) throws IOException {
    SocketStreams.out(link).write(octets);
  }
}
