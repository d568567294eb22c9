package io.postern.cache;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps from the console what is warned of on a stage, where outages are played by the thousand: a
 * play that breaks a rule tells its script. Errors and everybody else's warnings get through.
 */
public final class PlayedOutages extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean isPlayed = event.getThreadName().equals(Stage.ACTOR);
    return isPlayed && event.getLevel() == Level.WARN ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
