package io.postern.squid;

import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.spi.Client;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one of Squid's helper interfaces asks and is answered. Thread-safe. */
interface SquidDialect {

  /**
   * What a line asks.
   *
   * @return null if it has not the fields of a question
   */
  @Nullable Question question(SquidLine.Fields line);

  /** A decision in Squid's words. */
  SquidReply reply(Question question, Decision decision);

  /**
   * What Squid asks.
   *
   * @param groups of which the user must be in one; none: no such condition
   */
  record Question(AuthRequest request, Client client, List<String> groups) {}
}
