package io.postern.it.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param output what it wrote to both streams
 */
public record Completed(int exit, String output) {
  private static final Duration USUAL = Duration.ofMinutes(2);

  /** Runs a program in {@code directory}; an overdue one is killed and an error. */
  public static Completed run(Path directory, Object... command) {
    return run(directory, USUAL, command);
  }

  /** Runs a program that may take so long. */
  public static Completed run(Path directory, Duration limit, Object... command) {
    try {
      Path output = Files.createTempFile("postern-it", ".out");
      try {
        Process process =
            new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
          throw new AssertionError("not over after " + limit.toSeconds() + " s: " + command[0]);
        }
        return new Completed(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
