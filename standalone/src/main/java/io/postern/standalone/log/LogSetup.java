package io.postern.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Sets up the program's own log: one line an event, on the standard error, by a thread of its own.
 * Logback finds it by its service file, before it would look for XML.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.postern";
  private static final LogQueue QUEUE = new LogQueue();

  /** Shows what is done in detail, of our own code alone. */
  public static void beVerbose() {
    if (LoggerFactory.getLogger(OURS) instanceof Logger ours) {
      ours.setLevel(Level.DEBUG);
    }
  }

  /** Shows nothing but what somebody should look at: for commands whose output is the answer. */
  public static void beQuiet() {
    if (LoggerFactory.getLogger(OURS) instanceof Logger ours) {
      ours.setLevel(Level.WARN);
    }
  }

  /** How many lines were lost because nobody read them. */
  public static long dropped() {
    return QUEUE.dropped();
  }

  /** Writes what waits, for a second at most: there is no log any more. */
  public static void end() {
    QUEUE.stop();
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LineLayout layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    OutputStreamAppender<ILoggingEvent> console = new OutputStreamAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder);
    console.setOutputStream(standardError());
    console.start();
    QUEUE.setContext(context);
    QUEUE.setName("queue");
    QUEUE.addAppender(console);
    QUEUE.start();
    Runtime.getRuntime().addShutdownHook(new Thread(LogSetup::end, "postern-log-end"));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(QUEUE);
    context.getLogger(OURS).setLevel(Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * One of its own: whoever waits for the program's reader holds the lock of {@link System#err}. A
   * write that fails does not end the log.
   */
  private static PrintStream standardError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
  }
}
