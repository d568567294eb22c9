package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianPackageIT {
  private static final Duration LONG = Duration.ofMinutes(15);

  /** What the script says where there is no mirror to make a Debian from. */
  private static final int NO_MIRROR = 77;

  @Test
  void package_madeTwice_isTheSame(@TempDir Path one, @TempDir Path other) throws IOException {
    assertThat(Files.mismatch(make(one), make(other))).isEqualTo(-1);
  }

  @Test
  void package_files_areWhereDebianHasThem(@TempDir Path folder) {
    List<String> files =
        Completed.run(folder, Peers.path("dpkg-deb"), "-c", make(folder))
            .output()
            .lines()
            .map(line -> line.replaceAll(" +", " ").split(" ", 6))
            .filter(entry -> !entry[5].endsWith("/"))
            .map(entry -> entry[0] + ' ' + entry[1] + ' ' + entry[5])
            .toList();

    assertThat(files)
        .contains(
            "-rw-r----- root/root ./etc/postern/postern.yaml",
            "-rw-r--r-- root/root ./etc/default/postern",
            "-rwxr-xr-x root/root ./usr/bin/postern",
            "-rw-r--r-- root/root ./usr/lib/systemd/system/postern.service",
            "-rw-r--r-- root/root ./usr/share/postern/postern.jar",
            "-rw-r--r-- root/root ./usr/share/doc/postern/copyright",
            "-rw-r--r-- root/root ./usr/share/doc/postern/examples/postern-alerts.yml");
    assertThat(files).allMatch(file -> file.matches("\\S+ root/root \\./(etc|usr)/.*"));
  }

  @Test
  void package_installedUpgradedRemovedAndPurged_leavesNothing(@TempDir Path folder) {
    Peers.require("debootstrap", "unshare", "chroot", "systemd-analyze");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path script = Path.of("src", "test", "resources", "package", "install-and-purge");

    Completed run = Completed.run(folder, LONG, script.toAbsolutePath(), folder, make(folder));

    Assumptions.assumeTrue(run.exit() != NO_MIRROR, () -> "no Debian mirror: " + run.output());
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output()).contains("== purge").doesNotContain("FAILED");
  }

  private static Path make(Path folder) {
    Peers.require("dpkg-deb");
    Path script = Dist.DIRECTORY.resolve("package-deb").toAbsolutePath().normalize();
    Completed made = Completed.run(folder, script, folder);
    assertThat(made.exit()).as(made.output()).isZero();
    return Path.of(made.output().strip());
  }
}
