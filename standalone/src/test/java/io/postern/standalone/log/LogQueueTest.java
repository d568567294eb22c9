package io.postern.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(120)
class LogQueueTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final LogQueue queue = new LogQueue();
  private final StallingWriter writer = new StallingWriter();

  @BeforeEach
  void start() {
    writer.setContext(context);
    writer.start();
    queue.setContext(context);
    queue.addAppender(writer);
    queue.start();
  }

  @AfterEach
  void stop() {
    writer.goOn.countDown();
    queue.stop();
  }

  @Test
  void append_writerThatStands_doesNotWaitAndCountsWhatHasNoRoom() throws Exception {
    append("first");
    writer.stands.await();

    for (int i = 0; i < LogQueue.ROOM + 7; i++) {
      append("line " + i);
    }

    assertThat(queue.dropped()).isEqualTo(7);
  }

  @Test
  void stop_linesThatWait_areWritten() throws Exception {
    append("first");
    writer.stands.await();
    append("last");

    writer.goOn.countDown();
    queue.stop();

    assertThat(writer.lines).containsExactly("first", "last");
  }

  private void append(String line) {
    queue.doAppend(
        new LoggingEvent("", context.getLogger("io.postern"), Level.INFO, line, null, null));
  }

  /** Writes nothing until it may. */
  private static final class StallingWriter extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch stands = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    protected void append(ILoggingEvent event) {
      stands.countDown();
      boolean interrupted = false;
      while (goOn.getCount() > 0) {
        try {
          goOn.await();
        } catch (InterruptedException atTheEnd) {
          interrupted = true;
        }
      }
      lines.add(event.getFormattedMessage());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
