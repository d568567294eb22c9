package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private final VirtualTime time = new VirtualTime();
  private final FakeAccountDirectory directory =
      new FakeAccountDirectory(time).user("alice", "former");

  /** For a directory that takes no former password. */
  private final Retention retention = new Retention(strict(), () -> 1.0);

  @Test
  void isOlderThanAny_serverMayLag_onlyWhenItMustHaveHeard() {
    Trust trust = Trust.none(time.nanoTime());
    assertThat(retention.isOlderThanAny(trust, time.nanoTime())).isFalse();
    time.advance(Retention.REPLICATION);

    assertThat(retention.isOlderThanAny(trust, time.nanoTime())).isTrue();
  }

  @Test
  void wasCurrent_serverMayLag_onlyWhenItMustHaveHeard() {
    directory.changePassword("alice", "new");
    AccountState state = directory.stateOf("alice");
    assertThat(retention.wasCurrent(Trust.none(time.nanoTime()), state, time)).isFalse();
    time.advance(Retention.REPLICATION);

    assertThat(retention.wasCurrent(Trust.none(time.nanoTime()), state, time)).isTrue();
  }

  private static MemorySettings strict() {
    MemorySettings settings = MemorySettings.DEFAULT;
    return new MemorySettings(
        settings.maximumUsers(),
        settings.freshFor(),
        settings.staleFor(),
        settings.rejectedFor(),
        settings.supersede(),
        Duration.ZERO,
        settings.shield(),
        settings.workers(),
        settings.queue(),
        settings.deadline());
  }
}
