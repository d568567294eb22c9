package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerfileIT {
  private static final Path FILE =
      Dist.DIRECTORY.resolve("Dockerfile").toAbsolutePath().normalize();
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @Test
  void dockerfile_readByALinter_isClean(@TempDir Path folder) {
    Peers.require("node", "npm");
    Completed installed =
        Completed.run(
            folder,
            Peers.path("npm"),
            "install",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
            "dockerfile-utils@0.16.3");
    Assumptions.assumeTrue(installed.exit() == 0, () -> "npm: " + installed.output());

    Completed read =
        Completed.run(folder, "node_modules/.bin/dockerfile-utils", "lint", FILE.toString());

    assertThat(read.output()).isEmpty();
    assertThat(read.exit()).isZero();
  }

  /** Where an engine runs: a client alone builds nothing. */
  @Test
  void dockerfile_built_runs(@TempDir Path folder) {
    Peers.require("docker");
    Completed engine = Completed.run(folder, "docker", "info");
    Assumptions.assumeTrue(engine.exit() == 0, "no container engine runs");

    Completed built =
        Completed.run(HOME, Duration.ofMinutes(10), "docker", "build", "-q", "-f", FILE, HOME);
    assertThat(built.exit()).as(built.output()).isZero();
    String image = built.output().strip();
    Completed version = Completed.run(folder, "docker", "run", "--rm", image, "version");

    assertThat(version.output()).startsWith("postern ");
  }
}
