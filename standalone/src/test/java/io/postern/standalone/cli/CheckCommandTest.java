package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.standalone.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir private Path folder;
  private final DemoDirectory demo = new DemoDirectory();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void close() {
    demo.close();
  }

  @Test
  void check_goodDirectory_is0AndShowsEachStep() throws IOException {
    assertThat(check(demo.config(folder, serviceAccount()))).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("ok    configuration", "lockout policy", "5 failed binds within 10 minutes")
        .doesNotContain("FAIL", demo.directory().servicePassword());
  }

  @Test
  void check_shieldAboveTheThreshold_isAFailureWithItsFix() throws IOException {
    String shield = "lockout-shield: { failed-binds: 6 }\n";

    assertThat(check(demo.config(folder, serviceAccount() + shield))).isEqualTo(3);
    assertThat(out.toString())
        .contains(
            "FAIL  lockout shield", "6 failed binds are let through, and 5 lock", "→ set lockout");
  }

  @Test
  void check_severalProxiesWithoutTurns_isAWarningWithItsFix() throws IOException {
    String shield = "lockout-shield: { proxies: 5 }\n";

    assertThat(check(demo.config(folder, serviceAccount() + shield))).isZero();
    assertThat(out.toString())
        .contains("warn  lockout shield", "5 Posterns", "may lock an account")
        .contains("→ set lockout-shield.proxy to 1 on the first")
        .contains("ok    clock");
  }

  @Test
  void check_severalProxiesThatTakeTurns_isFine() throws IOException {
    String shield = "lockout-shield: { proxies: 3, proxy: 1 }\n";

    assertThat(check(demo.config(folder, serviceAccount() + shield))).isZero();
    assertThat(out.toString()).contains("ok    lockout shield");
  }

  @Test
  void check_noDirectory_is3() throws IOException {
    Path config = demo.config(folder, "");
    demo.directory().stop();

    assertThat(check(config)).isEqualTo(3);
    assertThat(out.toString()).contains("FAIL");
  }

  @Test
  void check_severalDomains_walksEach() throws IOException {
    try (AdDirectory emea =
        AdDirectory.start(AdSettings.DEFAULT.withDomain("emea.example.test", "EMEA"))) {
      String domains =
          """
            global-catalog: CATALOG
            domains:
              - domain: emea.example.test
                servers: SERVER
                service-account: { name: svc-postern@emea.example.test, password: PASSWORD }
          """
              .replace("CATALOG", demo.directory().ldapUrl())
              .replace("SERVER", emea.ldapUrl())
              .replace("PASSWORD", emea.servicePassword());

      assertThat(check(demo.config(folder, serviceAccount() + domains)))
          .as(out.toString())
          .isZero();
      assertThat(out.toString())
          .containsSubsequence(
              "ok    domain",
              "corp.example.test",
              "service account 127.0.0.1:" + demo.directory().ldapPort(),
              "ok    domain",
              "emea.example.test",
              "service account 127.0.0.1:" + emea.ldapPort(),
              "ok    global catalog");
    }
  }

  @Test
  void check_json_isAnArray() throws IOException {
    Path config = demo.config(folder, serviceAccount());

    assertThat(check(config, "--json")).isZero();
    assertThat(out.toString())
        .startsWith("[{\"step\":\"configuration\",\"result\":\"ok\",")
        .endsWith("}]\n");
  }

  private String serviceAccount() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, demo.directory().servicePassword() + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    return "  service-account: { name: "
        + demo.directory().serviceAccount()
        + ", password-file: password }\n";
  }

  private int check(Path config, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "check";
    arguments[1] = "--config";
    arguments[2] = config.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
