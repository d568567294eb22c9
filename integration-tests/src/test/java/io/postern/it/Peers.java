package io.postern.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs that tests run beside ours. Where one is missing the test is skipped and says so;
 * with {@code -Dpostern.peers=required} it fails.
 */
public final class Peers {
  private static final boolean REQUIRED = "required".equals(System.getProperty("postern.peers"));

  /** Where Debian keeps the daemons, which an ordinary user's path leaves out. */
  private static final String DAEMONS = "/usr/local/sbin:/usr/sbin:/sbin";

  private Peers() {}

  /** The program's path; skips the test that asks if it is not installed. */
  public static Path require(String program) {
    Path found = find(program);
    if (found == null) {
      String missing = "not installed: " + program;
      if (REQUIRED) {
        Assertions.fail(missing);
      }
      Assumptions.abort(missing);
    }
    return found;
  }

  private static @Nullable Path find(String program) {
    return Arrays.stream((System.getenv("PATH") + File.pathSeparator + DAEMONS).split(":", -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
