package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.standalone.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CommandRunnerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void run_nothing_showsTheCommands() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Usage: postern", "check", "squid-helper", "version");
  }

  @Test
  void run_misspeltCommand_suggestsOneInOneLine() {
    assertThat(run("chekc")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("postern: there is no command \"chekc\": did you mean check?");
  }

  @Test
  void run_wordLikeNoCommand_suggestsTheHelp() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("postern: there is no command \"frobnicate\": --help shows what there is");
  }

  @Test
  void run_unknownOption_saysSoInOneLine() {
    assertThat(run("check", "--bogus")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("--bogus");
  }

  @Test
  void run_missingFile_saysSoInOneLine() {
    assertThat(run("check", "--config", "nowhere.yaml")).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("nowhere.yaml: there is no such file");
  }

  @Test
  void run_missingFile_isOneMistakeHoweverItIsWritten() {
    assertThat(run("run", "--config", "nowhere.yaml")).isEqualTo(2);
    assertThat(run("run", "-c", "nowhere.yaml")).isEqualTo(2);
    assertThat(run("run", "--config=nowhere.yaml")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .containsOnly("nowhere.yaml: there is no such file");
  }

  @Test
  void run_optionInPlaceOfTheFile_isNotTakenForOne() {
    assertThat(run("run", "--config", "--verbose")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("no such file");
  }

  @Test
  void rehearse_always_playsToItsEnd() {
    assertThat(run("rehearse")).as(err.toString()).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void squidHelper_unknownOption_isNotTakenForSquid() {
    assertThat(run("squid-helper", "--bogus")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("--bogus");
  }

  @Test
  void version_always_namesJdkAndTransport() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).contains("postern ", "java " + Runtime.version(), "transport ");
  }

  private int run(String... arguments) {
    return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
