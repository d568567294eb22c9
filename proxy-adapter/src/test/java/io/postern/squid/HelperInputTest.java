package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelperInputTest {
  private static final int MAXIMUM = 100;

  @Property
  void next_linesInPiecesOfAnySize_areTheLines(
      @ForAll @Size(max = 50) List<@AlphaChars @StringLength(max = MAXIMUM) String> lines,
      @ForAll @IntRange(min = 1, max = 300) int piece)
      throws IOException {
    assertThat(read(String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"), piece))
        .isEqualTo(lines);
  }

  @Property
  void next_overlongLineAmongOthers_isJustItself(
      @ForAll @IntRange(min = 101, max = 2_000) int length,
      @ForAll @IntRange(min = 1, max = 300) int piece)
      throws IOException {
    String text = "one\n7 " + "a".repeat(length) + "\ntwo\n";

    assertThat(read(text, piece)).containsExactly("one", "overlong 7", "two");
  }

  @ParameterizedTest
  @CsvSource({"100, false", "101, true"})
  void next_atTheLimit_isALine(int length, boolean overlong) throws IOException {
    String line = "x".repeat(length);

    assertThat(read(line + "\n", 1000).get(0).startsWith("overlong")).isEqualTo(overlong);
  }

  @Test
  void next_lineWithoutEnd_isNone() throws IOException {
    assertThat(read("alice secret\nbob sec", 5)).containsExactly("alice secret");
  }

  @Test
  void hasNext_withAWholeLineRead_isTrueForIt() throws IOException {
    HelperInput input = new HelperInput(stream("a\nb\nc", 100), MAXIMUM);

    input.next();
    assertThat(input.hasNext()).isTrue();
    input.next();
    assertThat(input.hasNext()).isFalse();
  }

  private static List<String> read(String text, int piece) throws IOException {
    HelperInput input = new HelperInput(stream(text, piece), MAXIMUM);
    List<String> lines = new ArrayList<>();
    HelperInput.Line line = input.next();
    while (line != null) {
      String octets = new String(line.octets(), StandardCharsets.UTF_8);
      lines.add(line.overlong() ? "overlong " + octets.charAt(0) : octets);
      line = input.next();
    }
    return lines;
  }

  private static InputStream stream(String text, int piece) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] octets, int offset, int length) {
        return super.read(octets, offset, Math.min(length, piece));
      }
    };
  }
}
