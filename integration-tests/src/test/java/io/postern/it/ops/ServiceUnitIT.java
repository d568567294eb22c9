package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUnitIT {
  /** In tenths of systemd's exposure, of which 100 is no protection at all. */
  private static final String MOST_EXPOSED = "--threshold=15";

  @Test
  void unit_verifiedBySystemd_isClean(@TempDir Path directory) throws IOException {
    Peers.require("systemd-analyze");

    Completed verified =
        Completed.run(directory, Peers.path("systemd-analyze"), "verify", unit(directory));

    assertThat(verified.output()).isEmpty();
    assertThat(verified.exit()).isZero();
  }

  @Test
  void unit_ratedBySystemd_isWellProtected(@TempDir Path directory) throws IOException {
    Peers.require("systemd-analyze");

    Completed rated =
        Completed.run(
            directory,
            Peers.path("systemd-analyze"),
            "security",
            "--offline=true",
            "--no-pager",
            MOST_EXPOSED,
            unit(directory));

    assertThat(rated.exit()).as(rated.output()).isZero();
  }

  /** The unit with a program that exists here: systemd looks for it. */
  private static Path unit(Path directory) throws IOException {
    String unit = Dist.text(Dist.DIRECTORY.resolve("postern.service"));
    assertThat(unit).contains("ExecStart=/usr/bin/postern run ");
    return Files.writeString(
        directory.resolve("postern.service"), unit.replace("/usr/bin/postern", "/bin/true"));
  }
}
