package io.postern.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Closes what was opened, the last first. Confined to one thread. */
public final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  private static final Marker FAILED = MarkerFactory.getMarker("close-failed");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Has this closed before all that was added earlier. */
  public <T extends AutoCloseable> T add(T opened) {
    open.push(opened);
    return opened;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception | Error failed) {
        LOG.warn(FAILED, "something did not close", failed);
      }
    }
  }
}
