package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  @TempDir private Path folder;
  private final AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("postern.yaml");
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void init_questions_writeAFileThatWorks() throws Exception {
    String answers =
        String.join(
            "\n",
            "corp.example.test",
            "yes",
            directory.serviceAccount(),
            directory.servicePassword(),
            "Internet Users",
            "127.0.0.1:13128",
            "CORP\\alice",
            "secret");

    assertThat(init(answers, "--server", directory.ldapsUrl())).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("domain controller 127.0.0.1", " answers", "Wrote " + file)
        .containsPattern("ok +lockout policy")
        .contains("yes: alice may use the proxy")
        .doesNotContain(directory.servicePassword(), "secret", "FAIL");
    assertThat(Files.readString(file)).contains("groups: [\"Internet Users\"]");
    assertThat(Files.getPosixFilePermissions(folder.resolve("ldap-password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(login("alice")).isZero();
    assertThat(login("bob")).isEqualTo(4);
  }

  @Test
  void init_everyAnswerInAFlag_asksNothing() throws Exception {
    Path password = Files.writeString(folder.resolve("pw"), directory.servicePassword());
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));

    int exit =
        init(
            "",
            "--yes",
            "--domain",
            "corp.example.test",
            "--server",
            directory.ldapsUrl(),
            "--trust",
            fingerprint(),
            "--service-account",
            directory.serviceAccount(),
            "--password-file",
            password.toString(),
            "--try",
            "alice",
            "--try-password-file",
            Files.writeString(folder.resolve("alice"), "secret\n").toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString()).contains("alice may use the proxy").doesNotContain("?");
    assertThat(login("bob")).isZero();
  }

  @Test
  void init_wrongFingerprint_writesNothing() throws Exception {
    assertThat(
            init(
                "",
                "--yes",
                "--domain",
                "corp.example.test",
                "--server",
                directory.ldapsUrl(),
                "--trust",
                fingerprint().replace('A', 'B').replace('0', '1')))
        .isEqualTo(3);
    assertThat(file).doesNotExist();
  }

  @Test
  void init_fileThatIsThere_isLeftAlone() throws IOException {
    Files.writeString(file, "mine");

    assertThat(init("", "--yes", "--domain", "corp.example.test")).isEqualTo(2);
    assertThat(err.toString()).contains("is there already: --force replaces it");
    assertThat(file).hasContent("mine");
  }

  @Test
  void init_brokenOffInterview_canBeHeldAgain() {
    String[] more = {"--domain", "corp.example.test", "--server", directory.ldapsUrl()};
    String account = directory.serviceAccount();

    assertThat(init("yes\n" + account + "\n\n", more)).isEqualTo(2);
    assertThat(err.toString()).contains("the password is empty");
    assertThat(file).doesNotExist();

    String answers = "yes\n" + account + '\n' + directory.servicePassword() + "\n\n\n\n";
    assertThat(init(answers, more)).as(err.toString()).isZero();
  }

  @Test
  void init_noServer_is3() {
    directory.stop();

    assertThat(init("", "--yes", "--domain", "corp.example.test", "--server", directory.ldapsUrl()))
        .isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(1);
  }

  private String fingerprint() throws Exception {
    byte[] certificate = directory.tls().certificate().getEncoded();
    return HexFormat.of()
        .withUpperCase()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
  }

  private int init(String answers, String... more) {
    return run(answers, Stream.concat(Stream.of("init", "-c", file.toString()), Stream.of(more)));
  }

  private int login(String user) {
    return run("secret\n", Stream.of("login", "-c", file.toString(), "--password-stdin", user));
  }

  private int run(String input, Stream<String> arguments) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            OutputStream.nullOutputStream(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Map.of(),
            false);
    return CommandRunner.run(arguments.toArray(String[]::new), terminal);
  }
}
