package io.postern.standalone.cli;

import io.postern.standalone.config.Config;
import io.postern.standalone.config.ConfigFile;
import io.postern.standalone.config.Problem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "postern.yaml",
      description = "The configuration file (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("postern.yaml");

  Path file() {
    return file;
  }

  /** Reads the file; null if it has mistakes, which the terminal has then been told. */
  @Nullable Config load(Terminal terminal) {
    ConfigFile.Result result = ConfigFile.load(file, terminal.environment());
    if (result instanceof ConfigFile.Loaded loaded) {
      return loaded.config();
    }
    if (result instanceof ConfigFile.Broken broken) {
      for (Problem problem : broken.problems()) {
        terminal.err().println(problem);
      }
    }
    return null;
  }
}
