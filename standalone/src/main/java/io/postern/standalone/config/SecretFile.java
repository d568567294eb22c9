package io.postern.standalone.config;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret in a file. While the file cannot be read, the secret is the one that it held last. */
final class SecretFile implements Secret.Source {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

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
      LOG.warn("the secret of before is used: {}", unreadable.getMessage());
    }
    return last;
  }
}
