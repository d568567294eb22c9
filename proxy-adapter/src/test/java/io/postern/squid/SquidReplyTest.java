package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.squid.SquidReply.Result;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SquidReplyTest {

  @Test
  void line_withAllParts_isInSquidsOrder() {
    SquidReply reply =
        new SquidReply(Result.ERR).note("message", "no").note("a_", "1").text("No such luck");

    assertThat(line(reply, "7")).isEqualTo("7 ERR message=\"no\" a_=\"1\" No such luck\n");
  }

  @Test
  void line_withoutChannel_beginsWithTheResult() {
    assertThat(line(new SquidReply(Result.OK), "")).isEqualTo("OK\n");
  }

  @Test
  void note_thatWouldMakeTheLineEndless_isLeftOut() {
    SquidReply reply = new SquidReply(Result.OK);
    for (int i = 0; i < 10_000; i++) {
      reply.note("group", "Internet Users " + i);
    }

    assertThat(line(reply, "")).hasSizeLessThan(16 * 1024).startsWith("OK group=").endsWith("\"\n");
  }

  @Property
  void note_ofAnyText_isOneNoteOnOneLine(@ForAll String first, @ForAll String second) {
    SquidReply reply = new SquidReply(Result.OK).note("user", first).note("b_", second);

    String line = line(reply, "4");
    ReplyReader read = ReplyReader.read(line.substring(0, line.length() - 1));

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(read.notes()).containsOnlyKeys("user", "b_");
    assertThat(read.notes().get("user")).isEqualTo(carried(first));
    assertThat(read.text()).isEmpty();
  }

  @Property
  void text_ofAnyKind_staysOnItsLine(@ForAll String text) {
    String line = line(new SquidReply(Result.ERR).text(text), "");

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
  }

  /** Control characters become blanks; a lone surrogate has no UTF-8. */
  private static String carried(String text) {
    StringBuilder carried = new StringBuilder();
    text.chars().forEach(c -> carried.append(Character.isISOControl(c) ? ' ' : (char) c));
    byte[] utf8 = carried.toString().getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static String line(SquidReply reply, String channel) {
    return new String(reply.line(channel), StandardCharsets.UTF_8);
  }
}
