package io.postern.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that can be read aloud and typed in again. */
class DecisionIdTest {

  @Property
  void parse_ofItsOwnText_isTheSame(@ForAll @LongRange(max = (1L << 60) - 1) long value) {
    DecisionId id = new DecisionId(value);

    assertThat(DecisionId.parse(id.toString())).isEqualTo(id);
    assertThat(DecisionId.parse(id.toString().toLowerCase(Locale.ROOT))).isEqualTo(id);
    assertThat(id.toString()).matches("[0-9A-HJKMNP-TV-Z]{12}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "00000000000", "0000000000000", "00000000000U", "00000000-000"})
  void parse_anythingElse_isNull(String text) {
    assertThat(DecisionId.parse(text)).isNull();
  }

  @Test
  void random_manyTimes_isNeverTheSame() {
    Set<DecisionId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(DecisionId.random());
    }
    assertThat(ids).hasSize(10_000);
  }
}
