package io.postern.squid;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Answers to Squid, written together where several are ready. {@link #add} never blocks, so that a
 * Squid that does not read holds up no worker of the directory; what waits here is bounded by the
 * questions in flight. Thread-safe.
 */
final class HelperOutput implements AutoCloseable {
  private final OutputStream out;
  private final Object writing = new Object();
  private final Thread writer;
  private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private boolean closed;

  HelperOutput(OutputStream out) {
    this.out = out;
    this.writer = new Thread(this::write, "squid-helper-answers");
    writer.setDaemon(true);
    writer.start();
  }

  /** Adds a line for the next {@link #flush}. */
  synchronized void add(byte[] line) {
    waiting.writeBytes(line);
  }

  /** Adds a line that nobody will flush. */
  synchronized void send(byte[] line) {
    waiting.writeBytes(line);
    notifyAll();
  }

  /** How many octets wait. */
  synchronized int size() {
    return waiting.size();
  }

  /** Writes all that waits; blocks as long as Squid does not read. */
  void flush() throws IOException {
    synchronized (writing) {
      ByteArrayOutputStream ready = take();
      if (ready.size() > 0) {
        ready.writeTo(out);
        out.flush();
      }
    }
  }

  private synchronized ByteArrayOutputStream take() {
    ByteArrayOutputStream ready = waiting;
    waiting = new ByteArrayOutputStream();
    return ready;
  }

  private void write() {
    try {
      while (await()) {
        flush();
      }
    } catch (IOException squidIsGone) {
      // The reading side learns it by itself.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean await() throws InterruptedException {
    while (waiting.size() == 0 && !closed) {
      wait();
    }
    return !closed;
  }

  /** Ends the writing thread; what waits still is dropped. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
