package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A file that we ship for another proxy, put where a test can use it. */
final class Shipped {
  private static final Path DIST = Path.of("..", "standalone", "src", "main", "dist");

  private Shipped() {}

  static String text(String file) {
    return read(DIST.resolve(file));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /**
   * Copies a file, with the places and ports of the test's machine.
   *
   * @param places what stands in the file, and what is meant here; every one must be there
   */
  static Path copy(String file, Path folder, Map<String, String> places) {
    String text = text(file);
    for (Map.Entry<String, String> place : places.entrySet()) {
      assertThat(text).as(file).contains(place.getKey());
      text = text.replace(place.getKey(), place.getValue());
    }
    return write(folder.resolve(Path.of(file).getFileName()), text);
  }

  /** Writes a file that a daemon which gives up its rights can still read and run. */
  static Path write(Path file, String text) {
    return write(file, text, "rwxr-xr-x");
  }

  /** Writes a file that is for its owner alone. */
  static Path secret(Path file, String text) {
    return write(file, text, "rw-------");
  }

  private static Path write(Path file, String text, String mode) {
    try {
      Files.writeString(file, text);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
