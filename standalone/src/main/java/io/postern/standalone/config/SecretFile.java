package io.postern.standalone.config;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** A secret in a file. While the file cannot be read, the secret is the one that it held last. */
final class SecretFile implements Secret.Source {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
  private static final Marker UNREADABLE = MarkerFactory.getMarker("secret-unreadable");

  private final Path file;
  private volatile Secret last;

  /**
   * Reads the file for the first time.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  SecretFile(Path file) {
    this.file = file;
    this.last = Secret.read(file);
  }

  @Override
  public Secret read() {
    try {
      last = Secret.read(file);
    } catch (IllegalArgumentException unreadable) {
      LOG.warn(UNREADABLE, "the secret of before is used: {}", unreadable.getMessage());
    }
    return last;
  }
}
