package io.postern.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. Thread-safe. */
final class TestClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-03-02T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  synchronized void advance(Duration span) {
    now = now.plus(span);
  }
}
