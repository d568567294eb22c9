package io.postern.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("1994-11-06T08:49:37.999Z"));
  private final HttpDate date = new HttpDate(now::get);

  @Test
  void now_ofTheStandardsExample_isAsTheStandardHasIt() {
    assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void now_inOneSecond_isTheSameText_andAnotherInTheNext() {
    String first = date.now();
    now.set(Instant.parse("1994-11-06T08:49:37.001Z"));
    assertThat(date.now()).isSameAs(first);

    now.set(Instant.parse("1994-11-06T08:49:38Z"));
    assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
  }
}
