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

  /** As {@code --config} with this file. */
  static ConfigOption of(Path file) {
    ConfigOption option = new ConfigOption();
    option.file = file;
    return option;
  }

  Path file() {
    return file;
  }

  /** Reads the file; null if it has mistakes, which the terminal has then been told. */
  @Nullable Config load(Terminal terminal) {
    ConfigFile.Loaded loaded = loaded(terminal);
    return loaded == null ? null : loaded.config();
  }

  /** Reads the file as it is now. */
  ConfigFile.Result read(Terminal terminal) {
    return ConfigFile.load(file, terminal.environment());
  }

  /** {@link #load} with what it takes to compare the file later. */
  ConfigFile.@Nullable Loaded loaded(Terminal terminal) {
    ConfigFile.Result result = read(terminal);
    if (result instanceof ConfigFile.Loaded loaded) {
      return loaded;
    }
    if (result instanceof ConfigFile.Broken broken) {
      for (Problem problem : broken.problems()) {
        terminal.err().println(problem);
      }
    }
    return null;
  }
}
