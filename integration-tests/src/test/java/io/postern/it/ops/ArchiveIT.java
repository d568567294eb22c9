package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveIT {
  @Test
  void archive_madeTwice_isTheSame(@TempDir Path one, @TempDir Path other) throws IOException {
    assertThat(Files.mismatch(make(one), make(other))).isEqualTo(-1);
  }

  @Test
  void archive_unpacked_runs(@TempDir Path folder) {
    Path archive = make(folder);
    Completed.run(folder, Peers.path("tar"), "-xzf", archive);
    String name = archive.getFileName().toString().replace(".tar.gz", "");
    Path unpacked = folder.resolve(name);

    assertThat(unpacked.resolve("systemd/postern.service")).exists();
    assertThat(unpacked.resolve("monitoring/postern-alerts.yml")).exists();
    Completed version = Completed.run(folder, unpacked.resolve("bin/postern"), "version");
    assertThat(version.output()).startsWith("postern ");
    Completed check =
        Completed.run(
            folder,
            unpacked.resolve("bin/postern"),
            "check",
            "--config",
            unpacked.resolve("conf/postern.yaml"));
    assertThat(check.output()).contains("configuration").doesNotContain("Exception");
  }

  /** Timeless, so that the archive is the same each time that it is made. */
  @Test
  void sbom_ifMade_listsWhatIsInTheProgram() {
    Path sbom = Path.of("..", "standalone", "target", "postern-sbom.json");
    Assumptions.assumeTrue(Files.exists(sbom), "Maven was offline");

    assertThat(sbom)
        .content()
        .contains("\"CycloneDX\"", "netty-handler", "unboundid-ldapsdk", "caffeine", "logback-core")
        .doesNotContain("junit", "jqwik", "\"timestamp\"");
  }

  private static Path make(Path folder) {
    Peers.require("tar");
    Path script = Dist.DIRECTORY.resolve("package-tar").toAbsolutePath().normalize();
    Completed made = Completed.run(folder, script, folder);
    assertThat(made.exit()).as(made.output()).isZero();
    return Path.of(made.output().strip());
  }
}
