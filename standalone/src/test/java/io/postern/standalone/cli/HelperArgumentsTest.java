package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.squid.Channels;
import io.postern.squid.HelperOptions;
import io.postern.squid.HelperOptions.Interface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelperArgumentsTest {
  @TempDir private Path folder;

  @Test
  void parse_allOptions_areTheOptions() {
    HelperArguments read =
        HelperArguments.parse(
            List.of(
                "--socket=/run/x",
                "--acl",
                "--deny-by-note",
                "--group-notes",
                "--channels",
                "never"));

    assertThat(read)
        .isEqualTo(
            new HelperArguments(
                new HelperOptions(Interface.ACL, Channels.NEVER, true, true), Path.of("/run/x")));
  }

  @Test
  void parse_noOptions_areTheDefaults() {
    HelperArguments read = HelperArguments.parse(List.of("--config", "/no/such/file"));

    assertThat(read).isEqualTo(new HelperArguments(HelperOptions.BASIC, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "squid-helper:\n  socket: helper.sock\n",
        "squid-helper:\n    socket:   \"helper.sock\"   # here\n",
        "directory:\n  domain: x\nsquid-helper:  # mine\n  # a comment\n  socket: 'helper.sock'\n",
        "squid-helper: { socket: helper.sock }\n",
        "squid-helper: {socket: \"helper.sock\"}\r\n",
      })
  void parse_socketInTheFile_isBesideIt(String text) throws IOException {
    HelperArguments read = HelperArguments.parse(List.of("-c", file(text).toString()));

    assertThat(read.socket()).isEqualTo(folder.resolve("helper.sock"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#squid-helper:\n#  socket: helper.sock\n",
        "squid-helper:\n  #socket: helper.sock\n",
        "squid-helper:\n  socket: \"${env:RUNTIME}/helper.sock\"\n",
        "other:\n  squid-helper:\n    socket: helper.sock\n",
        "squid-helper:\nother:\n  socket: helper.sock\n",
      })
  void parse_fileWithoutAPlainSocket_hasNone(String text) throws IOException {
    HelperArguments read = HelperArguments.parse(List.of("-c", file(text).toString()));

    assertThat(read.socket()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "extra", "--socket", "--channels=sometimes", "--Acl", "--"})
  void parse_anythingElse_isForTheRealParser(String argument) {
    assertThat(HelperArguments.parse(List.of(argument))).isNull();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("postern.yaml"), text);
  }
}
