package io.postern.squid;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.gate.Decision;
import io.postern.spi.ConnectionAuth;
import io.postern.squid.HelperInput.Line;
import io.postern.squid.SquidDialect.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A helper of Squid's: reads questions, asks the gate, writes answers. Questions with a channel id
 * are answered as their decisions come, others in order. Every question that is a whole line gets
 * one answer: BH, never ERR, where nobody knows.
 */
public final class SquidHelper {
  private static final int FLUSH_AT = 64 * 1024;

  private final HelperInput input;
  private final HelperOutput output;
  private final AuthGate gate;
  private final Channels channels;
  private final SquidDialect dialect;
  private final Limits limits;
  private final Semaphore inFlight;

  private SquidHelper(
      HelperInput input,
      HelperOutput output,
      AuthGate gate,
      DecisionResponse answers,
      HelperOptions options,
      Limits limits) {
    this.input = input;
    this.output = output;
    this.gate = gate;
    this.channels = options.channels();
    this.dialect = options.dialect(answers);
    this.limits = limits;
    this.inFlight = new Semaphore(limits.inFlight());
  }

  /**
   * What one helper may hold.
   *
   * @param inFlight questions that wait for the directory; then no more are read
   * @param deadlineSeconds after which a question is answered with BH, whatever the gate promised
   */
  public record Limits(int inFlight, int deadlineSeconds) {
    public static final Limits DEFAULT = new Limits(1024, 30);
  }

  /**
   * Answers until {@code in} ends, and until the last answer is written.
   *
   * @throws IOException if Squid reads no more
   */
  public static void run(
      InputStream in,
      OutputStream out,
      AuthGate gate,
      DecisionResponse answers,
      HelperOptions options,
      Limits limits)
      throws IOException {
    try (HelperOutput output = new HelperOutput(out)) {
      new SquidHelper(
              new HelperInput(in, HelperInput.MAXIMUM_QUESTION),
              output,
              gate,
              answers,
              options,
              limits)
          .answerAll();
    }
  }

  private void answerAll() throws IOException {
    Line line = input.next();
    while (line != null) {
      answer(line);
      line.wipe();
      if (!input.hasNext() || output.size() > FLUSH_AT) {
        output.flush();
      }
      line = input.next();
    }
    await(limits.inFlight());
    output.flush();
  }

  private void answer(Line line) throws IOException {
    if (line.overlong()) {
      String channel = SquidLine.channelOf(line.octets(), channels);
      output.add(SquidReply.broken("line too long").line(channel));
      return;
    }
    SquidLine parsed = SquidLine.parse(line.octets(), channels);
    if (parsed instanceof SquidLine.Fields fields) {
      Question question = dialect.question(fields);
      fields.wipe();
      answer(fields.channel(), question);
    } else if (parsed instanceof SquidLine.Malformed malformed) {
      output.add(SquidReply.broken(malformed.why()).line(malformed.channel()));
    }
  }

  private void answer(String channel, @Nullable Question question) throws IOException {
    if (question == null) {
      output.add(SquidReply.broken("too few fields").line(channel));
      return;
    }
    ConnectionAuth connection = new ConnectionAuth(question.client());
    Decision known = gate.decideNow(question.request(), connection);
    if (known != null) {
      output.add(dialect.reply(question, known).line(channel));
      return;
    }
    ask(channel, question, connection);
    if (channel.isEmpty()) {
      // Without an id, only the order tells whose answer it is.
      await(limits.inFlight());
      inFlight.release(limits.inFlight());
    }
  }

  private void ask(String channel, Question question, ConnectionAuth connection)
      throws IOException {
    if (!inFlight.tryAcquire()) {
      await(1);
    }
    CompletableFuture<Decision> later =
        gate.decideLater(question.request(), connection).toCompletableFuture();
    later
        .copy()
        .orTimeout(limits.deadlineSeconds(), TimeUnit.SECONDS)
        .handle(
            (decision, late) ->
                decision == null
                    ? SquidReply.broken("no decision in time")
                    : dialect.reply(question, decision))
        .whenComplete(
            (reply, defect) -> {
              output.send(
                  (reply == null ? SquidReply.broken("internal error") : reply).line(channel));
              inFlight.release();
            });
  }

  /** Waits for answers, having sent all there are: Squid may be waiting for one of them. */
  private void await(int permits) throws IOException {
    output.flush();
    inFlight.acquireUninterruptibly(permits);
  }
}
