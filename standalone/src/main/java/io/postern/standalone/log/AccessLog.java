package io.postern.standalone.log;

import io.postern.netty.Exchange;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * One line for each request, written by a thread of its own. Where the disk is slower than the
 * requests, lines are dropped and counted: nobody waits for a log. Thread-safe.
 */
public final class AccessLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final Marker FAILING = MarkerFactory.getMarker("access-log-failing");
  private static final int QUEUE = 16_384;
  private static final int BATCH = 32 << 10;
  private static final long LONGEST_END_MILLIS = 2_000;

  private final AccessLogTarget target;
  private final AccessLogFormat format;
  private final InstantSource clock;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer = new Thread(this::write, "postern-access-log");
  private volatile boolean reopen;

  /** Lines that are formatted but not written. The writer's own. */
  private int unwritten;

  private volatile boolean ended;

  /** What the writer is asked to do. */
  private sealed interface Task {}

  private record Line(Instant time, Exchange exchange) implements Task {}

  /** To look at what else is wanted. */
  private enum Wake implements Task {
    NOW
  }

  private AccessLog(AccessLogTarget target, AccessLogFormat format, InstantSource clock) {
    this.target = target;
    this.format = format;
    this.clock = clock;
    writer.setDaemon(true);
  }

  /**
   * Begins to write.
   *
   * @throws IOException if the target cannot be opened
   */
  public static AccessLog start(AccessLogTarget target, AccessLogFormat format, InstantSource clock)
      throws IOException {
    target.open().close();
    AccessLog log = new AccessLog(target, format, clock);
    log.writer.start();
    return log;
  }

  /** Has a line written for this exchange; never waits. */
  public void log(Exchange exchange) {
    if (!queue.offer(new Line(clock.instant(), exchange))) {
      dropped.increment();
    }
  }

  /** How many lines were dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /** Has the target opened anew, behind the lines that wait: the old file was moved away. */
  public void reopen() {
    reopen = true;
    wake();
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    ended = true;
    wake();
    try {
      writer.join(LONGEST_END_MILLIS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** A full queue needs no waking. */
  private void wake() {
    queue.offer(Wake.NOW);
  }

  private void write() {
    boolean failing = false;
    do {
      reopen = false;
      try (OutputStream out = target.open()) {
        failing = false;
        writeTo(out);
      } catch (IOException failed) {
        if (!failing) {
          LOG.warn(FAILING, "the access log cannot be written, lines are lost", failed);
        }
        failing = true;
        dropped.add(unwritten);
        unwritten = 0;
        drop(take());
      }
    } while (!ended);
  }

  /** Writes until the target must be opened anew, or the log ends. */
  private void writeTo(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      Task task = queue.poll();
      if (task == null && !text.isEmpty()) {
        flush(text, out);
      }
      if (task == null && (ended || reopen)) {
        return;
      }
      if ((task == null ? take() : task) instanceof Line line) {
        format.append(text, line.time, line.exchange);
        text.append('\n');
        unwritten++;
      }
      if (text.length() > BATCH) {
        flush(text, out);
      }
    }
  }

  private void flush(StringBuilder text, OutputStream out) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    text.setLength(0);
    unwritten = 0;
  }

  private void drop(Task task) {
    if (task instanceof Line) {
      dropped.increment();
    }
  }

  private Task take() {
    try {
      return queue.take();
    } catch (InterruptedException hurry) {
      ended = true;
      return Wake.NOW;
    }
  }
}
