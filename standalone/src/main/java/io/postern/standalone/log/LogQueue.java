package io.postern.standalone.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * Has lines written by a thread of its own: where nobody reads them, nobody waits. What there is no
 * room for is counted, but for one that another was faster than. Thread-safe.
 */
final class LogQueue extends AsyncAppender {
  static final int ROOM = 1_024;

  private final LongAdder dropped = new LongAdder();

  LogQueue() {
    setQueueSize(ROOM);
    setDiscardingThreshold(0); // it would drop some before it is full
    setNeverBlock(true);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      dropped.increment();
    } else {
      super.append(event);
    }
  }

  long dropped() {
    return dropped.sum();
  }
}
