package io.postern.it.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComplaintsTest {
  @Test
  void in_log_areAllLinesButItsEvents() {
    String log =
        """
        2026-11-21 12:00:00 started: postern 1 accepts clients on 127.0.0.1:1; admin on http://x/
        2026-11-21 12:00:01 WARN server-down: ldap://127.0.0.1:1 is out of use: refused
        2026-11-21 12:00:02 WARN Unexpected exception in the selector loop.: Bad file descriptor
        2026-11-21 12:00:03 ERROR broken: a scheme broke its contract
        java.lang.IllegalStateException: no
        \tat io.postern.gate.AuthGate.decide(AuthGate.java:1)
        2026-11-21 12:00:04 ERROR LEAK: ByteBuf.release() was not called
        """;

    assertThat(Complaints.in(log)).containsExactlyElementsOf(log.lines().skip(2).toList());
  }
}
