package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first configuration for a real domain, by whoever knows no more than its name. */
class InitIT {
  private static SambaAd ad;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    ad = SambaAd.start();
  }

  @AfterAll
  static void close() {
    if (ad != null) {
      ad.close();
    }
  }

  @Test
  void init_answersOfAPerson_makeALoginWork() throws IOException {
    List<String> answers =
        List.of(
            SambaAd.DOMAIN,
            ad.address(), // the DNS server: this machine's does not know the domain
            "yes",
            "svc-proxy@" + SambaAd.DOMAIN,
            "Svc-Proxy-1",
            "",
            "127.0.0.1:0",
            "CORP\\u.ok",
            SambaAd.PASSWORD);

    Completed init = init(answers);

    assertThat(init.exit()).as(init.output()).isZero();
    assertThat(init.output())
        .contains("domain controller dc1.corp.example.test:636 answers")
        .contains("issued by CN=Postern AD test ca", "NetBIOS name CORP")
        .containsPattern("ok +base DN +" + SambaAd.BASE)
        .containsPattern("(ok|warn) +lockout policy +\\d+ failed binds")
        .contains("Wrote postern.yaml", "yes: u.ok may use the proxy")
        .doesNotContain("Svc-Proxy-1", SambaAd.PASSWORD, "FAIL");
  }

  @Test
  void init_flags_askNothing() throws IOException {
    Path password = Files.writeString(folder.resolve("pw"), "Svc-Proxy-1\n");
    assertThat(password.toFile().setReadable(false, false)).isTrue();
    assertThat(password.toFile().setReadable(true, true)).isTrue();

    Completed init =
        init(
            List.of(),
            "--yes",
            "--domain=" + SambaAd.DOMAIN,
            "--name-server=" + ad.address(),
            "--ca-file=" + ad.authority(),
            "--service-account=svc-proxy@" + SambaAd.DOMAIN,
            "--password-file=pw",
            "--group=Domain Users",
            "--listen=127.0.0.1:0",
            "--try=u.ok",
            "--try-password-file=" + Files.writeString(folder.resolve("u"), SambaAd.PASSWORD));

    assertThat(init.exit()).as(init.output()).isZero();
    assertThat(folder.resolve("postern.yaml")).content().contains("groups: [\"Domain Users\"]");
  }

  /** Runs it as a script does: the answers are lines of the standard input. */
  private Completed init(List<String> answers, String... flags) throws IOException {
    Files.write(folder.resolve("answers"), answers);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = System.getProperty("postern.jar");
    String script = "exec \"" + java + "\" -jar \"" + jar + "\" init \"$@\" <answers";
    Object[] command = new Object[flags.length + 4];
    command[0] = "sh";
    command[1] = "-c";
    command[2] = script;
    command[3] = "init";
    System.arraycopy(flags, 0, command, 4, flags.length);
    return Completed.run(folder, Duration.ofMinutes(1), command);
  }
}
