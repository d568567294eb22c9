package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What a cached decision leaves to the garbage collector; the user-pass itself is not counted. */
class CachedDecisionAllocationTest {
  /** The JDK's HMAC makes an array of the digest, 48 bytes; the digest as we keep it takes 48. */
  private static final long BYTES_BUDGET = 96;

  private static final int ROUNDS = 20_000;

  private final Bench bench = new Bench();

  @Test
  void known_verifiedPassword_staysWithinItsBudget() throws JMException {
    bench.answer("alice", "right");

    assertThat(bytesOf("alice", "right")).isLessThanOrEqualTo(BYTES_BUDGET);
  }

  @Test
  void known_wrongPassword_staysWithinItsBudget() throws JMException {
    bench.answer("alice", "wrong");

    // The ledger notes the time of day.
    assertThat(bytesOf("alice", "wrong")).isLessThanOrEqualTo(BYTES_BUDGET + 48);
  }

  private long bytesOf(String userId, String password) throws JMException {
    try (UserPass userPass = Bench.userPass(userId, password)) {
      ask(userPass);
      bench.lookups.clear();
      long before = allocated();
      ask(userPass);
      return (allocated() - before) / ROUNDS;
    }
  }

  /** By its name, since not every Java platform counts. */
  private static long allocated() throws JMException {
    Object bytes =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                "getThreadAllocatedBytes",
                new Object[] {Thread.currentThread().getId()},
                new String[] {long.class.getName()});
    return (long) bytes;
  }

  private void ask(UserPass userPass) {
    Verdict verdict = null;
    for (int i = 0; i < ROUNDS; i++) {
      verdict = bench.memory.known(userPass);
    }
    assertThat(verdict).isNotNull();
  }
}
