package io.postern.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

class LogSetupTest {
  @Test
  void line_eventWithAName_beginsWithIt() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.postern");
    LoggingEvent event = new LoggingEvent("", logger, Level.WARN, "dc1 is out of use", null, null);
    event.addMarker(MarkerFactory.getMarker("server-down"));

    assertThat(new LineLayout().doLayout(event)).endsWith(" WARN server-down: dc1 is out of use\n");
  }

  @Test
  void systemLogger_ofTheGate_endsInTheSameLog() {
    String name = "io.postern.gate.AuthGate";
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      System.getLogger(name).log(System.Logger.Level.ERROR, "{0} broke its contract", "a scheme");
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("a scheme broke its contract");
  }
}
