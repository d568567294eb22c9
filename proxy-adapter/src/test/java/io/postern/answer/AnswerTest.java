package io.postern.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.answer.Answer.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void octets_line_isWholeInLatin1() {
    Field field = new Field("WWW-Authenticate", "Basic realm=\"caf\u00e9\"");

    assertThat(field.octets())
        .isEqualTo(
            "WWW-Authenticate: Basic realm=\"caf\u00e9\"\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\u0000", "a\u007f", "a\u010d"})
  void octets_whatIsNoFieldText_isRefused(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Field("X-A", value).octets());
    assertThatIllegalArgumentException().isThrownBy(() -> new Field(value, "x").octets());
  }
}
