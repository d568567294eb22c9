package io.postern.standalone.log;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Says why a listener cannot accept a connection, once a minute. Thread-safe. */
public final class AcceptFailures implements Consumer<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

  private final OnceAMinute said = new OnceAMinute(System::nanoTime);
  private final Marker event;
  private final String listener;

  /**
   * Makes one.
   *
   * @param listener which, in the operator's words
   */
  public AcceptFailures(Marker event, String listener) {
    this.event = event;
    this.listener = listener;
  }

  @Override
  public void accept(Throwable cause) {
    if (said.isDue()) {
      LOG.warn(
          event,
          "the {} cannot accept a connection: {}; this is said once a minute",
          listener,
          cause.getMessage());
    }
  }
}
