package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCommandTest {
  private static final String RULES =
      """
      access:
        - deny: { destinations: ["*.gambling.example"] }
        - allow: { groups: ["Internet Users"] }
      """;

  @TempDir private Path folder;
  private final DemoDirectory demo = new DemoDirectory();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void write() throws IOException {
    config = demo.config(folder, RULES);
  }

  @AfterEach
  void close() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "ALICE", "CORP\\alice", "alice@corp.example.test"})
  void login_rightPassword_is0AndExplains(String name) {
    assertThat(login(name, "secret")).isZero();
    assertThat(out.toString())
        .startsWith("yes: alice may use the proxy\n")
        .contains("groups", "Internet Users", "access[1]: allow", "server ", "password expires");
  }

  @Test
  void login_wrongPassword_is4WithTheSubCode() {
    assertThat(login("alice", "wrong")).isEqualTo(4);
    assertThat(out.toString()).startsWith("no: wrong password, or no such user").contains("49/52e");
  }

  @Test
  void login_expiredPassword_is4AndSaysSo() {
    assertThat(login("expired", "secret")).isEqualTo(4);
    assertThat(out.toString()).startsWith("no: the password is right, but it has expired");
  }

  @Test
  void login_noRuleAllows_is4AndNamesTheRule() {
    assertThat(login("bob", "secret")).isEqualTo(4);
    assertThat(out.toString()).contains("no rule allows it (403)", "no rule applies");
  }

  @Test
  void login_deniedDestination_is4() {
    assertThat(login("alice", "secret", "--to", "www.gambling.example:443")).isEqualTo(4);
    assertThat(out.toString()).contains("access[0]: deny destinations [*.gambling.example]");
  }

  @Test
  void login_noDirectory_is3() {
    demo.directory().stop();

    assertThat(login("alice", "secret")).isEqualTo(3);
    assertThat(out.toString()).startsWith("nobody knows: ");
  }

  @Test
  void login_emptyPassword_is2() {
    assertThat(login("alice", "")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("postern login: the password is empty\n");
  }

  @Test
  void login_json_isOneObjectWithoutThePassword() {
    assertThat(login("alice", "s3ntinel-password", "--json")).isEqualTo(4);
    assertThat(out.toString())
        .startsWith("{\"typed\":\"alice (account name)\"")
        .endsWith("}\n")
        .doesNotContain("s3ntinel-password");
  }

  private int login(String user, String password, String... more) {
    byte[] input = (password + "\n").getBytes(StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input),
            OutputStream.nullOutputStream(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Map.of(),
            false);
    String[] arguments = new String[more.length + 5];
    arguments[0] = "login";
    arguments[1] = "--config";
    arguments[2] = config.toString();
    arguments[3] = "--password-stdin";
    arguments[4] = user;
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRunner.run(arguments, terminal);
  }
}
