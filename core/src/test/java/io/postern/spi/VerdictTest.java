package io.postern.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a verdict says about the password. */
class VerdictTest {

  /** AD gives these at right and wrong passwords alike, or at wrong ones only. */
  @ParameterizedTest
  @EnumSource
  void rejected_byReasonAlone_provesThePasswordOnlyWhereTheReasonDoes(Verdict.Reason reason) {
    Set<Verdict.Reason> silent =
        EnumSet.of(
            Verdict.Reason.INVALID_CREDENTIALS,
            Verdict.Reason.ACCOUNT_LOCKED,
            Verdict.Reason.ACCOUNT_RESTRICTED);

    assertThat(new Verdict.Rejected(reason, null, Evidence.NONE).passwordProven())
        .isEqualTo(!silent.contains(reason));
  }

  @Test
  void rejected_wrongPasswordThatIsProven_isNoVerdict() {
    assertThatThrownBy(
            () ->
                new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, true, null, Evidence.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void label_everyReasonAndCause_isAMetricLabelOfItsOwn() {
    List<String> reasons =
        Arrays.stream(Verdict.Reason.values()).map(Verdict.Reason::label).toList();
    List<String> causes = Arrays.stream(Outcome.Cause.values()).map(Outcome.Cause::label).toList();

    assertThat(reasons).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z-]+"));
    assertThat(causes).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z-]+"));
  }

  @ParameterizedTest
  @EnumSource
  void unavailable_byCauseAlone_saysWhenToComeBack(Outcome.Cause cause) {
    assertThat(new Outcome.Unavailable(cause, Evidence.NONE).retryAfter()).isPositive();
  }
}
