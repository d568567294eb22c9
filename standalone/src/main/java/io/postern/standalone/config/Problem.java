package io.postern.standalone.config;

/**
 * A mistake in a configuration file. Its text never holds the value of a secret.
 *
 * @param file as the operator named it
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param key such as {@code directory.servers[0]}; empty where no key is meant
 */
public record Problem(String file, int line, String key, String message) {

  /** As it is printed: {@code postern.yaml:12: directory.servers[0]: …}. */
  @Override
  public String toString() {
    return (line == 0 ? file : file + ':' + line)
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + message;
  }
}
