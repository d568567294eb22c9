package io.postern.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an outcome comes from. It never holds a password, and its texts are ours, not the server's.
 *
 * @param server the directory server that was asked
 * @param code the server's own code, such as {@code 49/52e}
 * @param asked how long the server took; zero where none was asked
 * @param note one sentence for an administrator
 */
public record Evidence(
    Source source,
    @Nullable String server,
    @Nullable String code,
    Duration asked,
    @Nullable String note) {

  /** Nobody was asked. */
  public static final Evidence NONE = of(Source.NONE, null);

  /** Evidence that involves no server. */
  public static Evidence of(Source source, @Nullable String note) {
    return new Evidence(source, null, null, Duration.ZERO, note);
  }

  /** What the outcome rests on. */
  public enum Source {
    /** Nothing: there was nothing to ask about, or nobody to ask. */
    NONE,
    /** The directory, just now. */
    DIRECTORY,
    /** The account memory. */
    CACHE,
    /** The account memory, past its freshness, while the directory cannot be asked. */
    STALE;

    /** In lower case: a metric label. */
    public String label() {
      return Labels.of(this);
    }
  }
}
