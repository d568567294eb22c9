package io.postern.it.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Squid's external_acl_type with the lines that we ship. */
@Timeout(120)
class SquidRulesIT {
  @TempDir private Path folder;
  private AdDirectory directory;
  private SharedPostern postern;
  private EchoOrigin origin;

  @BeforeEach
  void start() throws IOException {
    SharedPostern.open(folder);
    directory = SharedPostern.domain(5);
    postern = SharedPostern.start(folder.resolve("postern"), directory);
    origin = EchoOrigin.start();
  }

  @AfterEach
  void stop() throws IOException {
    if (origin != null) {
      origin.close();
    }
    if (postern != null) {
      postern.close();
    }
    directory.close();
  }

  @Test
  void externalAcl_withRulesAndGroups_decides() throws IOException {
    try (SquidFront squid = squid("http_access deny !postern_permits")) {
      assertThat(squid.get("alice", "secret").status()).isEqualTo(200);
      assertThat(squid.get("bob", "secret").status()).isEqualTo(403);
    }
  }

  @Test
  void externalAcl_withAGroup_isForItsMembers() throws IOException {
    directory.users().addGroup("Proxy Admins").join("alice", "Proxy Admins");
    try (SquidFront squid = squid("http_access deny !postern_admins")) {
      assertThat(squid.get("alice", "secret").status()).isEqualTo(200);
      assertThat(squid.get("user1", "pass1").status()).isEqualTo(403);
    }
  }

  private SquidFront squid(String rule) throws IOException {
    Path squid = SharedPostern.open(folder.resolve("squid"));
    Path admins = Shipped.write(squid.resolve("admins.txt"), "Proxy Admins\n");
    Path acl =
        Shipped.copy(
            "squid/postern-acl.conf",
            squid,
            Map.of(
                "/usr/bin/postern", postern.command.toString(),
                "/etc/postern/postern.yaml", postern.config.toString(),
                "/etc/squid/postern-admins.txt", admins.toString()));
    return SquidFront.start(squid, postern, origin, "include " + acl + "\n" + rule);
  }
}
