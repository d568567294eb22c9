package io.postern.account;

import java.time.Duration;

/** A moment on {@link System#nanoTime}'s clock, by which an answer is due. */
public record Deadline(long nanoTime) {

  /** The deadline that is {@code from} now. */
  public static Deadline after(Duration from) {
    return new Deadline(System.nanoTime() + from.toNanos());
  }

  /** Zero if it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
