package io.postern.squid;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thin client's questions that wait for an answer, and the connection they are asked on. A
 * question is asked once on each connection: on the one of its time, and on every later one until
 * it is answered. Thread-safe.
 */
final class OpenQuestions {
  private static final int MAXIMUM = 4096;
  private static final long FOR_EVER = Long.MAX_VALUE / 2;
  private static final String NOBODY = "Postern is not running";

  private final OutputStream out;
  private final Channels channels;
  private final long patienceNanos;
  private final Map<String, byte[]> numbered = new LinkedHashMap<>();
  private final Deque<byte[]> inOrder = new ArrayDeque<>();
  private @Nullable SocketChannel link;
  private long awaySince;
  private boolean finished;

  OpenQuestions(OutputStream out, Channels channels, Duration patience) {
    this.out = out;
    this.channels = channels;
    this.patienceNanos = patience.toNanos();
    this.awaySince = System.nanoTime();
  }

  /** A question, line feed included, and where to ask it. */
  record Ask(SocketChannel link, byte[] question) {}

  /**
   * Takes a question up; blocks while too many are open.
   *
   * @return null if it is answered already, or will be asked when there is a connection
   */
  synchronized @Nullable Ask add(HelperInput.Line line) throws IOException {
    await(() -> size() < MAXIMUM, FOR_EVER);
    String channel = SquidLine.channelOf(line.octets(), channels);
    if (line.overlong() || isTooLongAway()) {
      out.write(SquidReply.broken(line.overlong() ? "line too long" : NOBODY).line(channel));
      out.flush();
      return null;
    }
    byte[] question = withLineFeed(line.octets());
    line.wipe();
    if (channel.isEmpty()) {
      inOrder.add(question);
    } else {
      numbered.put(channel, question);
    }
    return link == null ? null : new Ask(link, question);
  }

  /** Passes an answer on, if somebody waits for it still. */
  synchronized void answered(byte[] answer, boolean last) throws IOException {
    byte[] question = questionOf(answer);
    if (question != null) {
      Arrays.fill(question, (byte) 0);
      out.write(withLineFeed(answer));
    }
    if (last) {
      out.flush();
      notifyAll();
    }
  }

  private byte @Nullable [] questionOf(byte[] answer) {
    int space = 0;
    while (space < answer.length && answer[space] != ' ') {
      space++;
    }
    String first = new String(answer, 0, space, StandardCharsets.ISO_8859_1);
    boolean isNumber = !first.isEmpty() && Character.isDigit(first.charAt(0));
    return isNumber ? numbered.remove(first) : inOrder.poll();
  }

  /** There is a connection; these are to be asked there first, oldest first. */
  synchronized List<Ask> connected(SocketChannel link) {
    this.link = link;
    List<Ask> questions = new ArrayList<>();
    inOrder.forEach(question -> questions.add(new Ask(link, question)));
    numbered.values().forEach(question -> questions.add(new Ask(link, question)));
    return questions;
  }

  /** The connection is lost. */
  synchronized void away() {
    link = null;
    awaySince = System.nanoTime();
  }

  /** Waits a moment for a connection, and gives up on the questions that waited too long. */
  synchronized void rest(Duration moment) throws IOException {
    await(() -> finished, moment.toNanos());
    if (isTooLongAway() && size() > 0) {
      for (int i = 0; i < inOrder.size(); i++) {
        out.write(SquidReply.broken(NOBODY).line(""));
      }
      for (String channel : numbered.keySet()) {
        out.write(SquidReply.broken(NOBODY).line(channel));
      }
      inOrder.clear();
      numbered.clear();
      out.flush();
      notifyAll();
    }
  }

  /** Waits until every question is answered; there will be no more. */
  synchronized void finish() throws IOException {
    await(() -> size() == 0, FOR_EVER);
    out.flush();
    finished = true;
    notifyAll();
  }

  /** Ends the connection, if there is one. */
  synchronized void disconnect() {
    if (link != null) {
      HelperSocket.close(link);
    }
  }

  synchronized boolean isFinished() {
    return finished;
  }

  private int size() {
    return numbered.size() + inOrder.size();
  }

  private boolean isTooLongAway() {
    return link == null && System.nanoTime() - awaySince > patienceNanos;
  }

  private static byte[] withLineFeed(byte[] line) {
    byte[] whole = Arrays.copyOf(line, line.length + 1);
    whole[line.length] = '\n';
    return whole;
  }

  private void await(BooleanSupplier condition, long forNanos) throws InterruptedIOException {
    try {
      long deadline = System.nanoTime() + forNanos;
      long left = forNanos;
      while (!condition.getAsBoolean() && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
